import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ODD_FILES } from '../../examples/sample-images/broken-files.ts';
import { generateSampleImages, type SampleImage, sampleFileName } from '../../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../../examples/sample-images/logos.ts';
import type { Cloud } from '../../local-cloud/cloud.ts';
import { findEndpointStatus } from '../../shared/aws/job-progress.ts';
import { findChampion } from '../../shared/documents/champion.ts';
import { findDatasetHead } from '../../shared/documents/dataset-head.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { randomUid } from '../../shared/project-uid.ts';
import { CommandError } from '../command.ts';
import { drawFourColumns } from '../pictures/four-columns.ts';
import { renderPage } from '../pictures/report/page.ts';
import { demoPage } from './demo-page.ts';
import { DEMO_PLAN, demoProject } from './demo-plan.ts';
import { DEMO_LIMITS, type DemoReport } from './demo-report.ts';
import { shortConfidence } from './detect-objects.ts';
import { shortShare } from './label-quality.ts';
import { readEvidence } from './labeling-evidence.ts';
import { type LoopSession, type PlayedLoop, playLoop, type TrueFile, writeProject } from './loop-session.ts';
import { type EndpointMeasure, measureEndpoint, type TestImage } from './measure-endpoint.ts';
import type { Story } from './story.ts';

export interface DemoStage {
  cloud: Cloud;
  /** Holds the cloud's data and, in the end, the report. */
  folder: string;
  seed: number;
  story: Story;
  signal: AbortSignal;
  truth: LoopSession['truth'];
}

export interface PlayedDemo {
  report: DemoReport;
  /** Where report.json, report.html and detections.png are written. */
  paths: { json: string; page: string; picture: string };
  /** A never-dropped image and what the endpoint found on it. */
  example: { image: SampleImage; predictions: EndpointMeasure['predictions'][number] };
}

/** Images `first` to `first + count` of the seed, each drawn when its turn comes. */
const drawnFiles = (seed: number, first: number, count: number): TrueFile[] =>
  Array.from({ length: count }, (_, index) => ({
    name: sampleFileName('drop', first + index),
    async read() {
      const [image] = await generateSampleImages({ seed, set: 'drop', first: first + index, count: 1 });
      return image!;
    },
  }));

const oddFiles = (seed: number): TrueFile[] =>
  ODD_FILES.map(({ fileName, make }) => ({
    name: fileName,
    async read() {
      const [whole] = await generateSampleImages({ seed, set: 'drop', count: 1 });
      return { bytes: make(whole!.bytes), truth: undefined };
    },
  }));

/** Two loops on a running cloud with workers at work, then the test on images that were never dropped. */
export async function playDemo(stage: DemoStage): Promise<PlayedDemo> {
  const { cloud, folder, seed, story, signal, truth } = stage;
  const started = Date.now();
  const uid = randomUid();
  const { bucket } = cloud;
  const session = (training: { steps: number; seconds: number }): LoopSession => ({
    bucket,
    dataDir: folder,
    config: demoProject(uid, seed, training),
    truth,
    story,
    signal,
  });

  const first = session(DEMO_PLAN.training.first);
  await writeProject(bucket, first.config);
  const firstLoop = await playLoop(first, [...drawnFiles(seed, 0, DEMO_PLAN.firstDrop), ...oddFiles(seed)]);

  story.note(
    firstLoop.loop.outcome === 'deployed'
      ? 'again: new images arrive, the model proposes boxes, the workers correct them'
      : 'again: new images arrive',
  );
  const second = session(DEMO_PLAN.training.second);
  await writeProject(bucket, second.config);
  const secondLoop = await playLoop(second, drawnFiles(seed, DEMO_PLAN.firstDrop, DEMO_PLAN.secondDrop));

  const tested = Date.now();
  const test = await playTest(stage, first.config.project);
  const loops = [firstLoop, secondLoop];
  const seconds = {
    ...stageSeconds(firstLoop, 1),
    ...stageSeconds(secondLoop, 2),
    test: (Date.now() - tested) / 1000,
    total: (Date.now() - started) / 1000,
  };
  const reporting = story.stage('report', 'drawing pictures');
  const played = await finish(stage, first.config.project, loops, test, seconds);
  reporting.done(`${played.paths.picture}   ${played.paths.page}`);
  return played;
}

function stageSeconds({ seconds, loop }: PlayedLoop, number: number): Record<string, number> {
  const { preLabel = 0, label = 0, train = 0, gate = 0, endpoint = 0, release = 0 } = loop.seconds;
  const stages = { drop: seconds.drop, preLabel, label, train, gate, endpoint: endpoint + release };
  return Object.fromEntries(
    Object.entries(stages).map(([name, value]) => [`${name}${number}`, Math.round(value * 10) / 10]),
  );
}

interface PlayedTest {
  images: TestImage[];
  samples: SampleImage[];
  measure: EndpointMeasure;
}

async function playTest({ cloud, story, seed }: DemoStage, project: string): Promise<PlayedTest> {
  const champion = await findChampion(projectBucket(cloud.bucket, project));
  if (!champion)
    throw new CommandError('no model was deployed', {
      why: 'the gate kept both models back; its reasons stand above',
      todo: 'try another --seed, or look at the training log in the data folder',
    });
  const stage = story.stage('test', 'drawing images on backgrounds that were never dropped');
  const samples = await generateSampleImages({ seed, set: 'test', count: DEMO_PLAN.testImages });
  const images = samples.map(({ fileName, bytes, truth }) => ({ fileName, bytes, truth }));
  const measure = await measureEndpoint(champion.endpointName, images, LOGO_LABELS, (done) =>
    stage.progress(`${done} of ${images.length} never-dropped images through the live endpoint`),
  );
  const { map50, map5095 } = measure.score;
  stage.done(
    `${images.length} never-dropped images through the live endpoint: mAP@.5 ${shortShare(map50)}, mAP@.5:.95 ${shortShare(map5095)}`,
  );
  return { images, samples, measure };
}

async function finish(
  { cloud, folder, seed, truth }: DemoStage,
  project: string,
  loops: readonly PlayedLoop[],
  { images, samples, measure }: PlayedTest,
  seconds: Record<string, number>,
): Promise<PlayedDemo> {
  const { bucket } = cloud;
  const own = projectBucket(bucket, project);
  const [champion, dataset, evidence] = await Promise.all([
    findChampion(own),
    findDatasetHead(own),
    readEvidence(bucket, project, LOGO_LABELS),
  ]);
  const head = dataset!.versions.find(({ datasetVersion }) => datasetVersion === dataset!.head)!;
  const last = loops.at(-1)!.loop;
  const count = (outcome: string) =>
    loops.flatMap(({ outcomes }) => outcomes).filter((each) => each.outcome === outcome).length;
  const paths = {
    json: join(folder, 'report.json'),
    page: join(folder, 'report.html'),
    picture: join(folder, 'detections.png'),
  };
  const example = mostTelling(samples, measure);
  const report: DemoReport = {
    version: 1,
    seed,
    images: count('accepted'),
    quarantined: count('quarantined'),
    duplicates: count('duplicate'),
    labelingJobs: loops.map(({ loop }) => loop.labelingJobName),
    labelQuality: last.quality ?? { workers: [], consensus: 0 },
    dataset: { version: head.datasetVersion, train: head.train, validation: head.validation },
    training: {
      job: last.trainingJobName ?? '',
      seconds: last.training?.seconds ?? 0,
      mAP50: last.decision?.challenger.score ?? 0,
      mAP5095: last.decision?.challenger.others.mAP5095 ?? 0,
    },
    gate: loops.flatMap(({ loop: { decision } }) =>
      decision ? [{ decision: decision.decision, reason: decision.reason }] : [],
    ),
    endpoint: { name: champion!.endpointName, status: (await findEndpointStatus(champion!.endpointName)) ?? 'missing' },
    test: { images: images.length, mAP50: measure.score.map50, mAP5095: measure.score.map5095 },
    detections: example.predictions
      .filter(({ confidence }) => confidence >= DEMO_PLAN.confidenceShown)
      .map(({ class_id, ...box }) => ({ label: LOGO_LABELS[class_id] ?? String(class_id), ...box })),
    picture: paths.picture,
    report: paths.page,
    seconds,
    limits: [...DEMO_LIMITS],
  };
  const picture = await drawFourColumns({
    bucket,
    labels: LOGO_LABELS,
    endpointName: champion!.endpointName,
    evidence,
    truth,
    title: 'labelloop · images in, live endpoint out',
    subtitle: `validation images: labeled, never trained on.  mAP@.5 ${shortConfidence(measure.score.map50)} on ${images.length} images that were never dropped`,
    truthExplanation: 'what the generator drew',
    confidence: DEMO_PLAN.confidenceShown,
    rows: 5,
  });
  await writeFile(paths.picture, picture);
  const page = await demoPage({
    report,
    bucket,
    dataDir: folder,
    labels: LOGO_LABELS,
    loops,
    evidence,
    test: { images, measure },
    picture,
  });
  await writeFile(paths.page, renderPage(page));
  await writeFile(paths.json, JSON.stringify(report, null, 2));
  return { report, paths, example };
}

/** The test image with most different classes found: the one to show. */
function mostTelling(samples: readonly SampleImage[], { predictions }: EndpointMeasure): PlayedDemo['example'] {
  const kinds = samples.map(
    (_, index) =>
      new Set(predictions[index]!.filter(({ confidence }) => confidence >= 0.5).map(({ class_id }) => class_id)).size,
  );
  const best = kinds.indexOf(Math.max(...kinds));
  return { image: samples[best]!, predictions: predictions[best]! };
}
