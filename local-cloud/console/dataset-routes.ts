import type { Hono } from 'hono';
import type { DatasetDiff, DatasetOverview } from '../../shared/contracts/dataset-overview.ts';

/** What the page Datasets reads. */
export interface DatasetSources {
  readDatasets(project: string): Promise<DatasetOverview[]>;
  readDatasetDiff(project: string, from: number, to: number): Promise<DatasetDiff>;
}

export function addDatasetRoutes(app: Hono, sources: DatasetSources): void {
  app.get('/api/datasets', async (context) =>
    context.json({ versions: await sources.readDatasets(context.req.query('project') ?? '') }),
  );
  app.get('/api/dataset-diff', async (context) => {
    const { project = '', from, to } = context.req.query();
    return context.json(await sources.readDatasetDiff(project, Number(from), Number(to)));
  });
}
