import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import { parse } from '../../shared/contracts/parse.ts';
import { taskTypeSchema } from '../../shared/contracts/project.ts';
import { PROJECT_NAME } from '../../shared/contracts/project-name.ts';
import type { TryOut } from '../../shared/contracts/try-out.ts';
import { IMAGE_MAX_BYTES } from '../../shared/domain/batches/limits.ts';

/** A dropped file: which object it became, to ask for its outcome with. */
export interface DroppedFile {
  key: string;
  etag: string;
}

/** What became of a dropped file. */
export interface FileOutcome {
  outcome: 'accepted' | 'duplicate' | 'quarantined' | 'superseded';
  /** Why it was refused, and what to do; null when it was not. */
  reason: string | null;
}

/** What somebody who begins a project in the page needs. */
export interface FirstRunSources {
  /** @returns false when there is a project of this name already */
  createProject(project: NewProjectRequest): Promise<boolean>;
  dropFile(project: string, name: string, bytes: Uint8Array): Promise<DroppedFile>;
  /** In the order of the files; null = not yet judged. */
  readOutcomes(project: string, files: readonly DroppedFile[]): Promise<Array<FileOutcome | null>>;
  labelNow(project: string): Promise<void>;
  /** Asks the endpoint about an image that is kept nowhere. */
  tryModel(project: string, bytes: Uint8Array): Promise<TryOut>;
}

const newProjectSchema = z.object({
  project: z.string().check(z.regex(PROJECT_NAME, 'must be 1-24 characters of a-z, 0-9 and -')),
  labels: z.array(z.string().check(z.minLength(1), z.maxLength(256))).check(z.minLength(1), z.maxLength(50)),
  taskType: taskTypeSchema,
  workersPerObject: z.int().check(z.gte(1), z.lte(9)),
});
export type NewProjectRequest = z.infer<typeof newProjectSchema>;

const outcomesSchema = z.object({
  project: z.string(),
  files: z.array(z.object({ key: z.string(), etag: z.string() })).check(z.maxLength(200)),
});
const labelNowSchema = z.object({ project: z.string() });

/** Bytes of one dropped file: more is refused by the pipeline anyway, which says why. */
const FILE_LIMIT = IMAGE_MAX_BYTES + 1_000_000;

/** Must be added before the routes whose bodies are small. */
export function addDropRoute(app: Hono, sources: FirstRunSources): void {
  app.post('/api/drop', bodyLimit({ maxSize: FILE_LIMIT }), async (context) => {
    const { project = '', name = '' } = context.req.query();
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    return context.json(await sources.dropFile(project, name, bytes));
  });
  app.post('/api/try', bodyLimit({ maxSize: FILE_LIMIT }), async (context) => {
    const { project = '' } = context.req.query();
    return context.json(await sources.tryModel(project, new Uint8Array(await context.req.arrayBuffer())));
  });
}

export function addFirstRunRoutes(app: Hono, sources: FirstRunSources): void {
  app.post('/api/project', async (context) => {
    const request = parse(newProjectSchema, await context.req.json(), 'the project');
    const isNew = await sources.createProject(request);
    return isNew
      ? context.body(null, 204)
      : context.json({ error: `there is a project ${request.project} already` }, 409);
  });
  app.post('/api/outcomes', async (context) => {
    const { project, files } = parse(outcomesSchema, await context.req.json(), 'the request');
    return context.json({ outcomes: await sources.readOutcomes(project, files) });
  });
  app.post('/api/label-now', async (context) => {
    await sources.labelNow(parse(labelNowSchema, await context.req.json(), 'the request').project);
    return context.body(null, 204);
  });
}
