import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as z from 'zod/mini';
import type { GalleryPage, ImageStory, SimilarImage } from '../../shared/contracts/gallery.ts';
import type { QuarantineReason } from '../../shared/contracts/ledger-record.ts';
import type { ExecutionOverview, ProjectOverview } from '../../shared/contracts/overview.ts';
import { parse } from '../../shared/contracts/parse.ts';
import type { ProjectProgress } from '../../shared/contracts/project-progress.ts';
import type { ProjectTroubles } from '../../shared/contracts/project-troubles.ts';
import { openFailures } from '../../shared/domain/workflow/open-failures.ts';
import type { GalleryChoice } from '../../shared/read-models/gallery-choice.ts';
import { addDatasetRoutes, type DatasetSources } from './dataset-routes.ts';
import { addExecutionRoutes, type ExecutionSources } from './execution-routes.ts';
import { addDropRoute, addFirstRunRoutes, type FirstRunSources } from './first-run-routes.ts';
import { addLabelingRoutes, type LabelingSources } from './labeling-routes.ts';
import { addModelRoutes, type ModelSources } from './model-routes.ts';
import { addMoneyRoutes, type MoneySources } from './money-routes.ts';
import { addSelectionRoutes, type SelectionSources } from './selection-routes.ts';

/** What the console reads and does; the process that serves it brings the AWS clients. */
export interface ConsoleSources
  extends ExecutionSources,
    LabelingSources,
    ModelSources,
    DatasetSources,
    MoneySources,
    FirstRunSources,
    SelectionSources {
  readOverviews(): Promise<ProjectOverview[]>;
  listExecutions(): Promise<ExecutionOverview[]>;
  readProgress(overview: ProjectOverview, executions: ExecutionOverview[]): Promise<ProjectProgress>;
  readImages(project: string, choice: GalleryChoice, offset: number, limit: number): Promise<GalleryPage>;
  readStory(project: string, sha256: string): Promise<ImageStory | null>;
  /** The images that are most like it, the likest first. */
  readSimilar(project: string, sha256: string): Promise<SimilarImage[]>;
  readQuarantine(project: string): Promise<QuarantineReason[]>;
  readTroubles(project: string): Promise<ProjectTroubles>;
  /** A small JPEG of a project's accepted image. */
  readThumbnail(key: string): Promise<Uint8Array>;
  /** Sends one labeled image back to the workers. @returns the request's id; null when people are labeling it now */
  relabelImage(project: string, key: string, note: string): Promise<string | null>;
}

export interface ConsolePage {
  html: string;
  script: string;
  style: string;
}

const relabelSchema = z.object({
  project: z.string(),
  key: z.string(),
  note: z.string().check(z.minLength(1), z.maxLength(200)),
});

/** Bytes of a request that carries no file. */
const SMALL_BODY = 1_000_000;
/** So many images of a gallery are in one answer at most. */
const MOST_IMAGES = 500;

/** What a gallery is narrowed by, as the address says it. */
const TEXTS = ['label', 'split', 'by', 'batch', 'tag', 'worker'] as const;
const NUMBERS = ['below', 'disagreement', 'smaller'] as const;
const SWITCHES = ['copies', 'suspicious'] as const;

const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * The console's own small server: the page, and JSON behind a bearer token that the page gets in its link's fragment.
 * @param allowedHosts `127.0.0.1:port` and the like: anything else is DNS rebinding
 */
export function createConsoleApp(
  sources: ConsoleSources,
  page: ConsolePage,
  token: string,
  allowedHosts: () => readonly string[],
): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const host = context.req.header('host') ?? '';
    const origin = context.req.header('origin');
    if (!allowedHosts().includes(host) || (origin !== undefined && origin !== `http://${host}`)) {
      return context.json({ error: `host ${host} or origin ${origin ?? 'none'} may not use the console` }, 403);
    }
    await next();
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  });
  app.get('/console.js', (context) => context.body(page.script, 200, { 'content-type': 'text/javascript' }));
  app.get('/console.css', (context) => context.body(page.style, 200, { 'content-type': 'text/css' }));

  app.use('/api/*', async (context, next) => {
    if (context.req.header('authorization') !== `Bearer ${token}`) {
      return context.json({ error: 'the console needs the link that `labelloop up` printed' }, 401);
    }
    return next();
  });
  addDropRoute(app, sources);
  app.use('/api/*', bodyLimit({ maxSize: SMALL_BODY }));
  const asked = (context: Context, name: string) => context.req.query(name) ?? '';
  app.get('/api/overview', async (context) => {
    const [overviews, executions] = await Promise.all([sources.readOverviews(), sources.listExecutions()]);
    const progress = await Promise.all(overviews.map((overview) => sources.readProgress(overview, executions)));
    const projects = overviews.map((overview, index) => ({
      ...overview,
      failures: openFailures(overview.failures, executions),
      progress: progress[index]!,
    }));
    return context.json({ projects, executions });
  });
  app.get('/api/images', async (context) => {
    const { project = '', offset, limit, ...words } = context.req.query();
    const choice: GalleryChoice = {
      ...Object.fromEntries(TEXTS.map((name) => [name, words[name] || undefined])),
      ...Object.fromEntries(NUMBERS.map((name) => [name, words[name] ? Number(words[name]) : undefined])),
      ...Object.fromEntries(SWITCHES.map((name) => [name, words[name] === 'yes' || undefined])),
    };
    const page = sources.readImages(project, choice, Number(offset) || 0, Math.min(Number(limit) || 60, MOST_IMAGES));
    return context.json(await page);
  });
  app.get('/api/story', async (context) =>
    context.json({ story: await sources.readStory(asked(context, 'project'), asked(context, 'sha256')) }),
  );
  app.get('/api/similar', async (context) =>
    context.json({ images: await sources.readSimilar(asked(context, 'project'), asked(context, 'sha256')) }),
  );
  app.get('/api/quarantine', async (context) =>
    context.json({ files: await sources.readQuarantine(asked(context, 'project')) }),
  );
  app.get('/api/troubles', async (context) => context.json(await sources.readTroubles(asked(context, 'project'))));
  app.get('/api/thumbnail', async (context) => {
    const bytes = await sources.readThumbnail(asked(context, 'key'));
    return context.body(new Uint8Array(bytes), 200, { 'content-type': 'image/jpeg' });
  });
  app.post('/api/relabel', async (context) => {
    const { project, key, note } = parse(relabelSchema, await context.req.json(), 'the request');
    return context.json({ requestId: await sources.relabelImage(project, key, note) });
  });
  addSelectionRoutes(app, sources);
  addExecutionRoutes(app, sources);
  addModelRoutes(app, sources);
  addLabelingRoutes(app, sources);
  addDatasetRoutes(app, sources);
  addMoneyRoutes(app, sources);
  addFirstRunRoutes(app, sources);
  // Each page has an address of its own, and all are the one document.
  app.get('*', (context) =>
    /\/api\/|\.[a-z]+$/.test(context.req.path) ? context.notFound() : context.html(page.html),
  );
  app.onError((error, context) => context.json({ error: `${error.name}: ${error.message}` }, 502));
  return app;
}
