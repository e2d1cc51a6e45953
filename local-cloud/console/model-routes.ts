import type { Hono } from 'hono';
import type {
  ChampionComparison,
  ModelErrors,
  ModelReport,
  TrainingCurves,
} from '../../shared/contracts/model-report.ts';

type JudgedModel = Pick<ModelReport, 'modelName' | 'validationHash'>;

/** What the page Models reads. */
export interface ModelSources {
  readModelReports(project: string): Promise<ModelReport[]>;
  readModelErrors(project: string, model: JudgedModel): Promise<ModelErrors>;
  /** null: no champion was there, or models of this task find no boxes. */
  readModelComparison(project: string, model: JudgedModel): Promise<ChampionComparison | null>;
  /** @param jobName undefined: the project's newest training. @returns null when there is none */
  readTrainingCurves(project: string, jobName: string | undefined): Promise<TrainingCurves | null>;
}

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
}
