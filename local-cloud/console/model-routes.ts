import type { Hono } from 'hono';
import * as z from 'zod/mini';
import type {
  ChampionComparison,
  ModelErrors,
  ModelReport,
  TrainingCurves,
} from '../../shared/contracts/model-report.ts';
import { parse } from '../../shared/contracts/parse.ts';

type JudgedModel = Pick<ModelReport, 'modelName' | 'validationHash'>;

/** Which models people may decide on. */
export interface ModelStanding {
  /** Served before the champion, the newest first: they may serve again. */
  earlier: string[];
  /** Passed the gate and wait for approval, the newest first. */
  waiting: string[];
}

/** What the page Models reads and does. */
export interface ModelSources {
  readModelStanding(project: string): Promise<ModelStanding>;
  /** Lets a model serve again that served before. @returns when it does */
  rollBack(project: string, modelName: string, reason: string): Promise<void>;
  /** A model that waits for approval goes live, or does not. */
  decideOnModel(project: string, modelName: string, approval: 'Approved' | 'Rejected', reason: string): Promise<void>;
  readModelReports(project: string): Promise<ModelReport[]>;
  readModelErrors(project: string, model: JudgedModel): Promise<ModelErrors>;
  /** null: no champion was there, or models of this task find no boxes. */
  readModelComparison(project: string, model: JudgedModel): Promise<ChampionComparison | null>;
  /** @param jobName undefined: the project's newest training. @returns null when there is none */
  readTrainingCurves(project: string, jobName: string | undefined): Promise<TrainingCurves | null>;
}

const reason = z.string().check(z.minLength(1), z.maxLength(500));
const rollbackSchema = z.object({ project: z.string(), modelName: z.string(), reason });
const decisionSchema = z.object({
  ...{ project: z.string(), modelName: z.string(), reason },
  approval: z.enum(['Approved', 'Rejected']),
});

export function addModelRoutes(app: Hono, sources: ModelSources): void {
  app.get('/api/models', async (context) => {
    const { project = '' } = context.req.query();
    return context.json({ models: await sources.readModelReports(project) });
  });
  app.get('/api/model-errors', async (context) => {
    const { project = '', modelName = '', validationHash = '' } = context.req.query();
    return context.json(await sources.readModelErrors(project, { modelName, validationHash }));
  });
  app.get('/api/model-comparison', async (context) => {
    const { project = '', modelName = '', validationHash = '' } = context.req.query();
    return context.json({ comparison: await sources.readModelComparison(project, { modelName, validationHash }) });
  });
  app.get('/api/training-curves', async (context) => {
    const { project = '', jobName } = context.req.query();
    return context.json({ training: await sources.readTrainingCurves(project, jobName || undefined) });
  });
  app.get('/api/model-standing', async (context) => {
    const { project = '' } = context.req.query();
    return context.json(await sources.readModelStanding(project));
  });
  app.post('/api/rollback', async (context) => {
    const { project, modelName, reason } = parse(rollbackSchema, await context.req.json(), 'the request');
    await sources.rollBack(project, modelName, reason);
    return context.body(null, 204);
  });
  app.post('/api/model-decision', async (context) => {
    const { project, modelName, approval, reason } = parse(decisionSchema, await context.req.json(), 'the request');
    await sources.decideOnModel(project, modelName, approval, reason);
    return context.body(null, 204);
  });
}
