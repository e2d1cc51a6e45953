import type { Hono } from 'hono';
import * as z from 'zod/mini';
import type { Disagreement, LabelingOverview } from '../../shared/contracts/labeling-overview.ts';
import { parse } from '../../shared/contracts/parse.ts';

/** What the page Labeling reads and does. */
export interface LabelingSources {
  readLabeling(project: string): Promise<LabelingOverview>;
  readDisagreements(project: string, batchId: string): Promise<Disagreement[]>;
  /** @returns the person's one-time link */
  inviteWorker(project: string, name: string): Promise<string>;
  /** @returns a link that signs in at once who sits at this machine */
  labelYourself(project: string): Promise<string>;
  updateWorker(
    project: string,
    workerId: string,
    status: 'Active' | 'Paused' | 'Removed',
    reason?: string,
  ): Promise<void>;
  /** @returns how many of the images wait now */
  requeueImages(project: string, images: readonly string[]): Promise<number>;
}

const inviteSchema = z.object({ project: z.string(), name: z.string().check(z.minLength(1), z.maxLength(64)) });
const ownSchema = z.object({ project: z.string() });
const updateSchema = z.object({
  project: z.string(),
  workerId: z.string(),
  status: z.enum(['Active', 'Paused', 'Removed']),
  reason: z.optional(z.string().check(z.maxLength(200))),
});
const requeueSchema = z.object({
  project: z.string(),
  images: z.array(z.string().check(z.regex(/^[0-9a-f]{64}$/))).check(z.maxLength(10_000)),
});

export function addLabelingRoutes(app: Hono, sources: LabelingSources): void {
  app.get('/api/labeling', async (context) =>
    context.json(await sources.readLabeling(context.req.query('project') ?? '')),
  );
  app.get('/api/disagreements', async (context) => {
    const { project = '', batchId = '' } = context.req.query();
    return context.json({ images: await sources.readDisagreements(project, batchId) });
  });
  app.post('/api/invite', async (context) => {
    const { project, name } = parse(inviteSchema, await context.req.json(), 'the request');
    return context.json({ link: await sources.inviteWorker(project, name) });
  });
  app.post('/api/label-yourself', async (context) => {
    const { project } = parse(ownSchema, await context.req.json(), 'the request');
    return context.json({ link: await sources.labelYourself(project) });
  });
  app.post('/api/worker', async (context) => {
    const { project, workerId, status, reason } = parse(updateSchema, await context.req.json(), 'the request');
    await sources.updateWorker(project, workerId, status, reason);
    return context.body(null, 204);
  });
  app.post('/api/requeue', async (context) => {
    const { project, images } = parse(requeueSchema, await context.req.json(), 'the request');
    return context.json({ waiting: await sources.requeueImages(project, images) });
  });
}
