import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cloud } from '../../local-cloud/cloud.ts';
import { findText } from '../../shared/aws/s3.ts';
import { findChampion } from '../../shared/documents/champion.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { randomUid } from '../../shared/project-uid.ts';
import { CommandError } from '../command.ts';
import { drawFourColumns } from '../pictures/four-columns.ts';
import { shortConfidence } from './detect-objects.ts';
import { shortShare } from './label-quality.ts';
import { readEvidence } from './labeling-evidence.ts';
import { type LoopSession, playLoop, writeProject } from './loop-session.ts';
import { measureEndpoint } from './measure-endpoint.ts';
import type { OwnImages } from './own-images.ts';

export interface RunStage extends Omit<LoopSession, 'config' | 'bucket'> {
  cloud: Pick<Cloud, 'bucket'>;
  project: string;
  labels: string[];
  trainingSeconds: number;
  workers: number;
  images: OwnImages;
}

/** What `labelloop run` says in the end. */
export interface RunReport {
  project: string;
  endpoint: string;
  heldOut: number;
  mAP50: number;
  mAP5095: number;
  perLabel: Record<string, { ap50: number | null; truth: number }>;
  decision: string;
  trainingSeconds: number;
  picture: string;
}

const CONFIDENCE = 0.35;
/** Fewer than a project's usual share: `run` has its own held-out images beside them. */
const VALIDATION_FRACTION = 0.1;

/** The whole loop on a person's own images: simulated workers label, the held-out images measure the live endpoint. */
export async function playRun(stage: RunStage): Promise<RunReport> {
  const { cloud, dataDir, project, labels, images, truth, story, signal } = stage;
  const { bucket } = cloud;
  if (await findText(bucket, projectKeys(project).config))
    throw new CommandError(`there is a project ${project} already`, { todo: 'choose another name with --project' });
  const base = newProject({ project, uid: randomUid(), labels, taskType: 'bounding-box' });
  const config = {
    ...base,
    labeling: { ...base.labeling, workersPerObject: stage.workers },
    validationFraction: VALIDATION_FRACTION,
    training: { ...base.training, hyperparameters: { 'max-seconds': String(stage.trainingSeconds) } },
    gate: { policy: 'notWorse' as const, minimumScore: 0.1, tolerance: 0 },
  };
  await writeProject(bucket, config);
  if (images.unknown.length)
    story.note(`${images.unknown.length} images have no truth and stay behind, e.g. ${images.unknown[0]}`);
  const { loop } = await playLoop({ bucket, dataDir, config, truth, story, signal }, images.dropped);
  const champion = await findChampion(projectBucket(bucket, project));
  if (!champion)
    throw new CommandError('no model was deployed', {
      why: loop.reason,
      todo: 'train longer with --seconds, or give more images',
    });

  const testStage = story.stage('test');
  const held = await Promise.all(
    images.heldOut.map(async ({ name, read }) => {
      const { bytes, truth: boxes = [] } = await read();
      return { fileName: name, bytes, truth: boxes };
    }),
  );
  const { score } = await measureEndpoint(champion.endpointName, held, labels, (done) =>
    testStage.progress(`${done} of ${held.length} held-out images through the live endpoint`),
  );
  testStage.done(
    `${held.length} held-out images through the live endpoint: mAP@.5 ${shortShare(score.map50)}, mAP@.5:.95 ${shortShare(score.map5095)}`,
  );
  for (const [label, { ap50, truth: objects }] of Object.entries(score.perLabel))
    story.note(`${label.padEnd(16)}AP@.5 ${ap50 === null ? 'no object' : shortShare(ap50)}   ${objects} objects`);

  const folder = join(dataDir, 'runs', project);
  await mkdir(folder, { recursive: true });
  const picture = join(folder, 'detections.png');
  const sheet = await drawFourColumns({
    bucket,
    labels,
    endpointName: champion.endpointName,
    evidence: await readEvidence(bucket, project, labels),
    truth,
    title: project,
    subtitle: `validation images: labeled, never trained on.  mAP@.5 ${shortConfidence(score.map50)} on ${held.length} held-out images`,
    truthExplanation: 'your annotations',
    confidence: CONFIDENCE,
    rows: 4,
  });
  await writeFile(picture, sheet);
  const report: RunReport = {
    project,
    endpoint: champion.endpointName,
    heldOut: held.length,
    mAP50: score.map50,
    mAP5095: score.map5095,
    perLabel: score.perLabel,
    decision: loop.reason,
    trainingSeconds: loop.training?.seconds ?? 0,
    picture,
  };
  await writeFile(join(folder, 'report.json'), JSON.stringify(report, null, 2));
  return report;
}
