import { expect, it, jest } from '@jest/globals';
import type { LabelingEngine } from '../../../labeling-engine/engine.ts';
import type { BoxAnnotation } from '../../../shared/contracts/manifest-line.ts';
import { installHooks, OWN_HOOKS } from '../built-in-hooks.ts';
import { BUCKET, boundingBoxTemplate, createJob, createWorld, imageUri, type World } from '../engine-in-memory.ts';
import { type Api, apiOf, boxAnswer, settle, Worker } from '../worker-page.ts';
import { type LearningCrowd, SimulatedLearning } from './simulated-learning.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

const OBJECTS = 160;
const ALGORITHM = 'arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/object-detection';
const truth = new Map<string, BoxAnnotation>(
  Array.from({ length: OBJECTS }, (_, index) => [
    imageUri(index),
    { class_id: index % 2, left: 20 + index, top: 40, width: 90, height: 70 },
  ]),
);

const tag = (settings: object) => [
  {
    Key: 'labelloop:automatic',
    Value: Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(' '),
  },
];

function createAutomaticJob(
  world: World,
  engine: LabelingEngine,
  settings: object,
  config: object = {},
  objects = OBJECTS,
) {
  return createJob(world, engine, {
    objects,
    workers: 1,
    task: {
      PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox',
      AnnotationConsolidationConfig: {
        AnnotationConsolidationLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:ACS-BoundingBox',
      },
    },
    request: {
      LabelingJobAlgorithmsConfig: { LabelingJobAlgorithmSpecificationArn: ALGORITHM, ...config },
      Tags: tag(settings),
    },
    files: { 'template.html': boundingBoxTemplate },
  });
}

async function begin(crowd: Omit<LearningCrowd, 'truth'>, settings: object, config: object = {}) {
  const world = createWorld();
  installHooks(world);
  const learning = new SimulatedLearning(world, { truth, ...crowd });
  const engine = world.open({ learning, builtInHooks: OWN_HOOKS });
  await engine.start();
  await createAutomaticJob(world, engine, settings, config);
  await settle();
  const api = apiOf(engine);
  return { world, engine, learning, ana: await Worker.join(engine, api, 'ana') };
}

/** The image that a task's page shows. */
const imageOf = (task: object) =>
  `s3://${BUCKET}/projects/birds/images/${/[0-9a-f]{64}\.jpg/.exec(JSON.stringify(task))![0]}`;

/** Answers as the truth says until nobody gives a task any more. @returns tasks */
async function drawAll(world: World, engine: LabelingEngine, worker: Worker, wrong = 0): Promise<number> {
  let tasks = 0;
  for (let pause = 0; pause < 200; pause++) {
    const reference = await worker.jobReference().catch(() => undefined);
    if (!reference) break;
    for (let next = await worker.next(reference); next.task; next = await worker.next(reference)) {
      const { class_id, ...box } = truth.get(imageOf(next.task))!;
      const left = box.left + (tasks % 10 < wrong ? 300 : 0);
      const sent = await worker.send(next.task, 'answer', {
        answer: boxAnswer([{ label: ['robin', 'wren'][class_id], ...box, left }]),
      });
      if (sent.status !== 200) throw new Error(`the answer was not taken: ${JSON.stringify(sent.body)}`);
      tasks++;
      await settle(4);
    }
    world.clock.advance(6000);
    await settle();
    const { LabelingJobStatus } = await engine.actions.DescribeLabelingJob({ LabelingJobName: 'job-1' });
    if (LabelingJobStatus !== 'InProgress') break;
  }
  return tasks;
}

const describeJob = (engine: LabelingEngine) => engine.actions.DescribeLabelingJob({ LabelingJobName: 'job-1' });

interface OutputLine {
  'source-ref': string;
  labels: { annotations: BoxAnnotation[] };
  'labels-metadata': { 'human-annotated': string };
}

const outputLines = (world: World) =>
  world.files
    .get(`s3://${BUCKET}/out/job-1/manifests/output/output.manifest`)!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OutputLine);

it('people label the first images, a model the ones it is sure of, and each line says who did', async () => {
  const { world, engine, learning, ana } = await begin(
    { errors: (images) => Math.max(0.01, 0.3 - images / 200) },
    { precision: 0.85, firstImages: 30, imagesPerRound: 15 },
  );
  const tasks = await drawAll(world, engine, ana);
  const job = await describeJob(engine);
  expect(job.LabelingJobStatus).toBe('Completed');
  const { HumanLabeled, MachineLabeled, TotalLabeled } = job.LabelCounters as Record<string, number>;
  expect(TotalLabeled).toBe(OBJECTS);
  expect(HumanLabeled).toBe(tasks);
  expect(MachineLabeled).toBeGreaterThan(OBJECTS / 3);
  const lines = outputLines(world);
  expect(lines.map((line) => line['source-ref'])).toEqual([...truth.keys()]);
  const byMachine = lines.filter((line) => line['labels-metadata']['human-annotated'] === 'no');
  expect(byMachine).toHaveLength(MachineLabeled!);
  expect(byMachine[0]).toMatchObject({
    labels: { image_size: [{ width: 640, height: 480, depth: 3 }], annotations: [{ width: 90, height: 70 }] },
    'labels-metadata': {
      objects: [{ confidence: expect.any(Number) }],
      type: 'groundtruth/object-detection',
      'job-name': 'labeling-job/job-1',
    },
  });
  const right = byMachine.filter((line) => {
    const [box] = line.labels.annotations;
    return Math.abs(box!.left - truth.get(line['source-ref'])!.left) < 5;
  });
  expect(right.length / byMachine.length).toBeGreaterThanOrEqual(0.85);
  const last = [...learning.models].at(-1)!;
  expect(job.LabelingJobOutput).toMatchObject({
    FinalActiveLearningModelArn: `arn:aws:sagemaker:us-east-1:000000000000:model/${last}`,
  });
  const folders = [...world.files.keys()].filter((uri) => /job-1\/(activelearning|inference|training)\//.test(uri));
  expect(new Set(folders.map((uri) => uri.split('/')[5])).size).toBe(3);
  await engine.stop();
});

it('a model that learns nothing labels nothing: people do all of it', async () => {
  const { world, engine, ana } = await begin(
    { errors: () => 0.6, lies: true },
    { precision: 0.9, firstImages: 30, imagesPerRound: 60 },
  );
  expect(await drawAll(world, engine, ana)).toBe(OBJECTS);
  expect((await describeJob(engine)).LabelCounters).toMatchObject({ MachineLabeled: 0, HumanLabeled: OBJECTS });
  await engine.stop();
});

it('a training that fails ends the rounds, with its reason, and no label is lost', async () => {
  const { world, engine, ana } = await begin(
    { errors: () => 0, fails: 'AlgorithmError: nothing to learn' },
    { firstImages: 20 },
  );
  expect(await drawAll(world, engine, ana)).toBe(OBJECTS);
  expect(await describeJob(engine)).toMatchObject({ LabelingJobStatus: 'Completed' });
  const document = JSON.parse(world.storage.objects.get('jobs/job-1.json')!.text);
  expect(document.automation.endedBecause).toContain('AlgorithmError: nothing to learn');
  await engine.stop();
});

it('labels that the hidden sample proves wrong go back to people, and the machine stops', async () => {
  const world = createWorld();
  installHooks(world);
  const learning = new SimulatedLearning(world, { truth, errors: () => 0, errorsOnNew: 0.95, lies: true });
  const engine = world.open({ learning, builtInHooks: OWN_HOOKS });
  await engine.start();
  await createAutomaticJob(world, engine, { precision: 0.5, firstImages: 40, imagesPerRound: 10 });
  await settle();
  const ana = await Worker.join(engine, apiOf(engine), 'ana');
  const tasks = await drawAll(world, engine, ana);
  const document = JSON.parse(world.storage.objects.get('jobs/job-1.json')!.text);
  expect(document.automation.endedBecause).toMatch(/of \d+ machine labels that people checked unseen, \d+ were right/);
  expect((await describeJob(engine)).LabelCounters).toMatchObject({ MachineLabeled: 0, HumanLabeled: OBJECTS });
  expect((await describeJob(engine)).LabelingJobStatus).toBe('Completed');
  expect(tasks).toBe(OBJECTS);
  await engine.stop();
});

it('a model that people bring labels after their first images, without a training', async () => {
  const arn = 'arn:aws:sagemaker:us-east-1:000000000000:model/earlier-model';
  const { world, engine, learning, ana } = await begin(
    { errors: () => 0.01 },
    { precision: 0.85, firstImages: 60, imagesPerRound: 10 },
    { InitialActiveLearningModelArn: arn },
  );
  await drawAll(world, engine, ana);
  expect([...learning.transforms.keys()].length).toBeGreaterThan(0);
  expect(learning.trainings.has([...learning.transforms.keys()][0]!)).toBe(false);
  await engine.stop();
});

it("the job's key and network are those of every machine that learns or predicts for it", async () => {
  const VpcConfig = { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] };
  const { world, engine, learning, ana } = await begin(
    { errors: () => 0 },
    { precision: 0.5, firstImages: 20 },
    { LabelingJobResourceConfig: { VolumeKmsKeyId: 'key-1', VpcConfig } },
  );
  await drawAll(world, engine, ana);
  const kinds = new Set(
    learning.requests.map((request) => {
      if ('TrainingJobName' in request)
        expect(request).toMatchObject({ ResourceConfig: { VolumeKmsKeyId: 'key-1' }, VpcConfig });
      else if ('TransformJobName' in request)
        expect(request).toMatchObject({ TransformResources: { VolumeKmsKeyId: 'key-1' } });
      else expect(request).toMatchObject({ VpcConfig });
      return Object.keys(request)[0];
    }),
  );
  expect(kinds.size).toBe(3);
  await engine.stop();
});

it.each([
  ['image-classification', 'automatic labeling of image-classification is not supported'],
  ['dancing', 'automatic labeling of dancing is not supported'],
])('the algorithm for %s is refused by name', async (task, message) => {
  const world = createWorld();
  const engine = world.open({ learning: new SimulatedLearning(world, { truth, errors: () => 0 }) });
  await expect(
    createAutomaticJob(
      world,
      engine,
      {},
      { LabelingJobAlgorithmSpecificationArn: ALGORITHM.replace('object-detection', task) },
    ),
  ).rejects.toThrow(message);
});

it('settings that cannot be are refused when the job is made', async () => {
  const world = createWorld();
  const engine = world.open({ learning: new SimulatedLearning(world, { truth, errors: () => 0 }) });
  await expect(createAutomaticJob(world, engine, { precision: 1.2 })).rejects.toThrow(/labelloop:automatic.*precision/);
});

/** Objects that the job needs to reach a decision of the machine; few, because each death runs it again. */
const FEW = 48;

it('killed again and again within its rounds, it ends with the same labels by the same hands', async () => {
  const settings = { precision: 0.5, firstImages: 24, imagesPerRound: 8 };
  class Killed extends Error {}
  const live = async (world: World, learning: SimulatedLearning, mostWrites: number) => {
    let left = mostWrites;
    const count = () => {
      if (--left < 0) throw new Killed('killed');
    };
    world.storage.afterWrite = count;
    world.storage.onOperation = () => {
      if (left < 0) throw new Killed('killed');
    };
    learning.onCall = count;
    const engine = world.open({ learning, builtInHooks: OWN_HOOKS });
    try {
      await engine.start();
      await createAutomaticJob(world, engine, settings, {}, FEW).catch((error: Error) => {
        if (!error.message.includes('exists already')) throw error;
      });
      await settle();
      const api: Api = apiOf(engine);
      const worker = await Worker.join(engine, api, 'ana');
      await drawAll(world, engine, worker);
      return (await describeJob(engine)).LabelingJobStatus === 'Completed';
    } catch {
      return false;
    } finally {
      await engine.stop();
    }
  };
  const labelsOf = (world: World) =>
    outputLines(world).map((line) => [
      line['source-ref'],
      line['labels-metadata']['human-annotated'],
      line.labels.annotations,
    ]);
  const whole = createWorld();
  installHooks(whole);
  const errors = () => 0;
  expect(await live(whole, new SimulatedLearning(whole, { truth, errors }), Number.POSITIVE_INFINITY)).toBe(true);
  expect(labelsOf(whole).some(([, human]) => human === 'no')).toBe(true);
  const world = createWorld();
  installHooks(world);
  const learning = new SimulatedLearning(world, { truth, errors });
  let lives = 0;
  while (!(await live(world, learning, 25 + (lives % 17)))) if (++lives > 200) throw new Error('it never ended');
  expect(lives).toBeGreaterThan(3);
  expect(labelsOf(world)).toEqual(labelsOf(whole));
});
