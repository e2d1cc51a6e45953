import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import {
  listExecutions,
  readStateGraph,
  readStateVisits,
  redriveExecution,
  stopExecution,
} from '../../shared/aws/execution-history.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { parseBatchExecutionName } from '../../shared/domain/project/names.ts';
import { describeRetry } from '../../shared/domain/workflow/describe-retry.ts';
import { ObjectMissingError } from '../../shared/errors.ts';
import { retryProject } from '../../shared/pipeline/failures/retry-project.ts';
import { relabelImage } from '../../shared/pipeline/requests/relabel-image.ts';
import { choosePage } from '../../shared/read-models/gallery.ts';
import { readImageStory } from '../../shared/read-models/image-story.ts';
import { readModelErrors, readModelReports } from '../../shared/read-models/model-reports.ts';
import { readOverview, readOverviews } from '../../shared/read-models/project-overview.ts';
import { readProgress } from '../../shared/read-models/project-progress.ts';
import { readTroubles } from '../../shared/read-models/project-troubles.ts';
import { openSimilarImages } from '../../shared/read-models/similar-images.ts';
import { listenFrom } from '../listen-from.ts';
import { buildPage } from './build-page.ts';
import type { ConsoleStart } from './console.ts';
import { createConsoleApp } from './console-app.ts';
import { openGalleries } from './galleries.ts';
import { readQuarantine } from './quarantine.ts';
import { readThumbnail } from './thumbnail.ts';

const SHOWN_IMAGES = 12;
const SIMILAR_IMAGES = 8;
const SHOWN_FILES = 100;

/** The console's process: gets its orders once by IPC, answers with its port, ends with its parent. */
process.once('message', async ({ bucket, stateMachineArn, token, port }: ConsoleStart) => {
  let hosts: string[] = [];
  const galleries = openGalleries(bucket);
  const similarImages = openSimilarImages(bucket);
  const app = createConsoleApp(
    {
      readOverviews: () => readOverviews(bucket),
      listExecutions: () => listExecutions(stateMachineArn),
      readProgress: (overview, executions) => readProgress(bucket, overview, executions, Date.now()),
      readStateGraph: () => readStateGraph(stateMachineArn),
      readStateVisits,
      readModelReports: (project) => readModelReports(projectBucket(bucket, project)),
      readModelErrors: (project, model) => readModelErrors(projectBucket(bucket, project), model, SHOWN_IMAGES),
      readImages: async (project, choice, offset, limit) =>
        choosePage(await galleries.read(project), choice, offset, limit),
      readSimilar: (project, sha256) => similarImages.read(project, sha256, SIMILAR_IMAGES),
      readStory: async (project, sha256) => {
        const loaded = await loadProject(projectBucket(bucket, project));
        return ('project' in loaded && (await readImageStory(bucket, loaded.project, sha256))) || null;
      },
      readQuarantine: (project) => readQuarantine(bucket, project, SHOWN_FILES),
      readTroubles: (project) => findTroubles(bucket, stateMachineArn, project),
      readThumbnail: (key) => readThumbnail(bucket, key),
      redriveExecution,
      stopExecution,
      retryProject: async (project) => {
        const loaded = await loadProject(projectBucket(bucket, project));
        if ('problem' in loaded) throw new ObjectMissingError(loaded.problem.reason);
        const retried = await retryProject(loaded.project, { bucket, stateMachineArn, now: Date.now() });
        return describeRetry(project, retried).join('; ');
      },
      relabelImage: async (project, key, note) =>
        (await relabelImage(bucket, project, key, note, Date.now()))?.requestId ?? null,
    },
    await buildPage(),
    token,
    () => hosts,
  );
  const listening = await listenFrom(createServer(getRequestListener(app.fetch)), port).catch(() => null);
  hosts = [`127.0.0.1:${listening}`, `localhost:${listening}`];
  process.send?.({ port: listening });
});

async function findTroubles(bucket: string, stateMachineArn: string, project: string) {
  const [overview, executions] = await Promise.all([
    readOverview(projectBucket(bucket, project)),
    listExecutions(stateMachineArn),
  ]);
  const running = executions.filter(({ status }) => status === 'RUNNING');
  return readTroubles(
    bucket,
    overview,
    running.flatMap(({ name }) => parseBatchExecutionName(project, name)?.batchId ?? []),
  );
}

process.on('disconnect', () => process.exit(0));
