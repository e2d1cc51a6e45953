import type { Hono } from 'hono';
import type { ProductionOverview } from '../../shared/contracts/capture.ts';
import type { DatasetDiff, DatasetOverview } from '../../shared/contracts/dataset-overview.ts';

/** What the page Datasets and the project's part Production read. */
export interface DatasetSources {
  readDatasets(project: string): Promise<DatasetOverview[]>;
  /** What came back from production, and drift. */
  readProduction(project: string): Promise<ProductionOverview>;
  readDatasetDiff(project: string, from: number, to: number): Promise<DatasetDiff>;
}

export function addDatasetRoutes(app: Hono, sources: DatasetSources): void {
  app.get('/api/datasets', async (context) =>
    context.json({ versions: await sources.readDatasets(context.req.query('project') ?? '') }),
  );
  app.get('/api/production', async (context) =>
    context.json(await sources.readProduction(context.req.query('project') ?? '')),
  );
  app.get('/api/dataset-diff', async (context) => {
    const { project = '', from, to } = context.req.query();
    return context.json(await sources.readDatasetDiff(project, Number(from), Number(to)));
  });
}
