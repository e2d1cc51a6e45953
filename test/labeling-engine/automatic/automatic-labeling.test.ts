import { expect, it, jest } from '@jest/globals';
import type { AutomaticSummary } from '../../../shared/contracts/automatic-labeling.ts';
import { installHooks, OWN_HOOKS } from '../built-in-hooks.ts';
import { createWorld, type World } from '../engine-in-memory.ts';
import { apiOf, settle, Worker } from '../worker-page.ts';
import {
  algorithmArn,
  begin,
  createAutomaticJob,
  describeJob,
  labelAll,
  outputLines,
  whoLabeled,
} from './automatic-jobs.ts';
import { SimulatedLearning } from './simulated-learning.ts';
import { birds, boxes, classes, masks } from './subjects.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

const OBJECTS = 160;
const summaryOf = (world: World) =>
  JSON.parse([...world.files].find(([uri]) => uri.endsWith('activelearning/summary.json'))![1]) as AutomaticSummary;

/** What a line of the machine has, beside who it was. */
const SHAPES = {
  'object-detection': {
    labels: { image_size: [{ width: 640, height: 480, depth: 3 }], annotations: [{ width: 90, height: 70 }] },
    'labels-metadata': {
      objects: [{ confidence: expect.any(Number) }],
      type: 'groundtruth/object-detection',
      'job-name': 'labeling-job/job-1',
    },
  },
  'image-classification': {
    labels: expect.any(Number),
    'labels-metadata': {
      'class-name': expect.stringMatching(/robin|wren/),
      confidence: expect.any(Number),
      type: 'groundtruth/image-classification',
    },
  },
  'semantic-segmentation': {
    'mask-ref': expect.stringMatching(/^s3:.*\.png$/),
    'mask-ref-metadata': {
      'internal-color-map': { '0': { 'class-name': 'BACKGROUND' } },
      type: 'groundtruth/semantic-segmentation',
    },
  },
};

it.each([boxes, classes, masks])(
  'people label the first images, a model the ones it is sure of, and each line says who did: $task',
  async (subject) => {
    const objects = subject === boxes ? OBJECTS : 100;
    const { world, engine, learning, truth, ana } = await begin(
      { errors: (images) => Math.max(0.01, 0.3 - images / 200) },
      { precision: 0.8, firstImages: 30, imagesPerRound: 15 },
      { subject, objects },
    );
    const tasks = await labelAll(world, engine, ana, { truth, subject });
    const job = await describeJob(engine);
    expect(job.LabelingJobStatus).toBe('Completed');
    const { HumanLabeled, MachineLabeled, TotalLabeled } = job.LabelCounters as Record<string, number>;
    expect(TotalLabeled).toBe(objects);
    expect(HumanLabeled).toBe(tasks);
    expect(MachineLabeled).toBeGreaterThan(objects / 4);
    const lines = outputLines(world);
    expect(lines.map((line) => line['source-ref'])).toEqual([...truth.keys()]);
    const byMachine = lines.filter((line) => whoLabeled(line, subject) === 'no');
    expect(byMachine).toHaveLength(MachineLabeled!);
    expect(byMachine[0]).toMatchObject(SHAPES[subject.task]);
    const right = byMachine.filter((line) =>
      subject.isRight(line[subject.attribute], truth.get(String(line['source-ref']))!, world.files),
    );
    expect(right.length / byMachine.length).toBeGreaterThanOrEqual(0.8);
    const last = [...learning.models].at(-1)!;
    expect(job.LabelingJobOutput).toMatchObject({
      FinalActiveLearningModelArn: `arn:aws:sagemaker:us-east-1:000000000000:model/${last}`,
    });
    const folders = [...world.files.keys()].filter((uri) => /job-1\/(activelearning|inference|training)\//.test(uri));
    expect(new Set(folders.map((uri) => uri.split('/')[5])).size).toBe(3);
    await engine.stop();
  },
);

it.each([boxes, classes, masks])(
  'a model that learns nothing labels nothing: people do all of it, and the summary says why: $task',
  async (subject) => {
    const objects = subject === boxes ? OBJECTS : 100;
    const { world, engine, truth, ana } = await begin(
      { errors: () => 0.6, lies: true },
      { precision: 0.9, firstImages: 30, imagesPerRound: 60 },
      { subject, objects },
    );
    expect(await labelAll(world, engine, ana, { truth, subject })).toBe(objects);
    expect((await describeJob(engine)).LabelCounters).toMatchObject({ MachineLabeled: 0, HumanLabeled: objects });
    expect(await describeJob(engine)).toMatchObject({ LabelingJobStatus: 'Completed' });
    expect(summaryOf(world)).toMatchObject({ waiting: 0, machine: 0, people: objects });
    expect(summaryOf(world).endedBecause).toMatch(
      /no model proved the 0.9 .* the last one had \d+ of \d+ images .* right/,
    );
    await engine.stop();
  },
);

it('a cap lets the machine label so many a day: what is proved waits for its day, and nobody else labels it', async () => {
  const { world, engine, truth, subject, ana } = await begin(
    { errors: () => 0 },
    { precision: 0.5, firstImages: 20, imagesPerRound: 8, dailyCap: 15 },
    { objects: 60 },
  );
  const tasks = await labelAll(world, engine, ana, { truth, subject });
  const machine: unknown[] = [];
  expect(summaryOf(world).capped).toMatchObject({ images: 60 - tasks - 15, dailyCap: 15 });
  for (let day = 0; day < 4; day++) {
    const { LabelCounters, LabelingJobStatus } = await describeJob(engine);
    machine.push([(LabelCounters as { MachineLabeled: number }).MachineLabeled, LabelingJobStatus]);
    world.clock.advance(86_400_000);
    await settle();
  }
  const proved = 60 - tasks;
  expect(proved).toBeGreaterThan(30);
  expect(machine).toEqual([
    [15, 'InProgress'],
    [30, 'InProgress'],
    [proved, 'Completed'],
    [proved, 'Completed'],
  ]);
  expect(summaryOf(world).capped).toBeUndefined();
  await engine.stop();
});

it('stopped while models learn, it stops them, keeps what people did, and nobody says that models learn', async () => {
  const { world, engine, learning, truth, subject, ana } = await begin(
    { errors: () => 0 },
    { firstImages: 20 },
    { objects: 60 },
  );
  learning.findTrainingJob = async () => ({ status: 'InProgress', images: 0, known: '' });
  await labelAll(world, engine, ana, { truth, subject });
  expect(summaryOf(world).learns).toBe(true);
  await engine.actions.StopLabelingJob({ LabelingJobName: 'job-1' });
  await settle();
  expect(await describeJob(engine)).toMatchObject({
    LabelingJobStatus: 'Stopped',
    LabelCounters: { HumanLabeled: 20, Unlabeled: 40 },
  });
  expect(learning.stopped).toHaveLength(3);
  expect(summaryOf(world)).toMatchObject({ people: 20, learns: false });
  await engine.stop();
});

it('for the last few images no model is trained: people label them at once', async () => {
  const { world, engine, learning, truth, subject, ana } = await begin(
    { errors: () => 0 },
    { firstImages: 20, imagesPerRound: 8 },
    { objects: 25 },
  );
  expect(await labelAll(world, engine, ana, { truth, subject })).toBe(25);
  expect(await describeJob(engine)).toMatchObject({ LabelingJobStatus: 'Completed' });
  expect(learning.trainings.size).toBe(0);
  expect(summaryOf(world)).toMatchObject({ people: 25, machine: 0, waiting: 0, learns: false });
  expect(summaryOf(world).endedBecause).toMatch(/^too few images were left after the first 20, which people label/);
  await engine.stop();
});

it('while models learn the summary says so, also after a later look at the job', async () => {
  const { world, engine, learning, truth, subject, ana } = await begin(
    { errors: () => 0 },
    { precision: 0.5, firstImages: 20, imagesPerRound: 8 },
    { objects: 60 },
  );
  const find = learning.findTrainingJob;
  learning.findTrainingJob = async () => ({ status: 'InProgress', images: 0, known: '' });
  expect(await labelAll(world, engine, ana, { truth, subject })).toBe(20);
  world.clock.advance(600_000);
  await settle();
  expect(summaryOf(world)).toMatchObject({ people: 20, learns: true, rounds: [] });
  learning.findTrainingJob = find;
  await labelAll(world, engine, ana, { truth, subject });
  expect(summaryOf(world)).toMatchObject({ waiting: 0, learns: false });
  await engine.stop();
});

it('a training that fails ends the rounds, with its reason, and no label is lost', async () => {
  const { world, engine, truth, subject, ana } = await begin(
    { errors: () => 0, fails: 'AlgorithmError: nothing to learn' },
    { firstImages: 20 },
  );
  expect(await labelAll(world, engine, ana, { truth, subject })).toBe(OBJECTS);
  expect(await describeJob(engine)).toMatchObject({ LabelingJobStatus: 'Completed' });
  const document = JSON.parse(world.storage.objects.get('jobs/job-1.json')!.text);
  expect(document.automation.endedBecause).toContain('AlgorithmError: nothing to learn');
  expect(summaryOf(world)).toMatchObject({ people: OBJECTS, machine: 0, waiting: 0, learns: false });
  expect(summaryOf(world).endedBecause).toContain('AlgorithmError: nothing to learn');
  await engine.stop();
});

it('a quota that is used up makes models learn later; one that is none makes people label, with its words', async () => {
  const shape = { objects: 40 };
  const settings = { precision: 0.5, firstImages: 16, imagesPerRound: 8 };
  const later = await begin({ errors: () => 0, quota: 'half' }, settings, shape);
  await labelAll(later.world, later.engine, later.ana, later);
  expect(summaryOf(later.world)).toMatchObject({ waiting: 0, endedBecause: null });
  expect(summaryOf(later.world).machine).toBeGreaterThan(5);
  await later.engine.stop();
  const none = "The account-level service limit 'ml.c5.4xlarge for training job usage' is 0 Instances";
  const never = await begin({ errors: () => 0, quota: { none } }, settings, shape);
  expect(await labelAll(never.world, never.engine, never.ana, never)).toBe(40);
  expect(summaryOf(never.world).endedBecause).toBe(`no training job can begin: ${none}`);
  await never.engine.stop();
});

it.each([boxes, classes, masks])(
  'labels that the hidden sample proves wrong go back to people, and the machine stops: $task',
  async (subject) => {
    const { world, engine, truth, ana } = await begin(
      { errors: () => 0, errorsOnNew: 0.95, lies: true },
      { precision: 0.5, firstImages: 40, imagesPerRound: 10 },
      { subject },
    );
    const tasks = await labelAll(world, engine, ana, { truth, subject });
    const document = JSON.parse(world.storage.objects.get('jobs/job-1.json')!.text);
    expect(document.automation.endedBecause).toMatch(
      /of \d+ machine labels that people checked unseen, \d+ were right/,
    );
    expect((await describeJob(engine)).LabelCounters).toMatchObject({ MachineLabeled: 0, HumanLabeled: OBJECTS });
    expect((await describeJob(engine)).LabelingJobStatus).toBe('Completed');
    expect(tasks).toBe(OBJECTS);
    await engine.stop();
  },
);

it('a model that people bring labels after their first images, without a training', async () => {
  const arn = 'arn:aws:sagemaker:us-east-1:000000000000:model/earlier-model';
  const { world, engine, learning, truth, subject, ana } = await begin(
    { errors: () => 0.01 },
    { precision: 0.85, firstImages: 60, imagesPerRound: 10 },
    { config: { InitialActiveLearningModelArn: arn }, models: ['earlier-model'] },
  );
  await labelAll(world, engine, ana, { truth, subject });
  expect([...learning.transforms.keys()].length).toBeGreaterThan(0);
  expect(learning.trainings.has([...learning.transforms.keys()][0]!)).toBe(false);
  await engine.stop();
});

it('a model that there is not fails the job before anybody works for it; one of another account is refused', async () => {
  const arn = 'arn:aws:sagemaker:us-east-1:000000000000:model/gone';
  const { engine } = await begin({ errors: () => 0 }, {}, { config: { InitialActiveLearningModelArn: arn } });
  expect(await describeJob(engine)).toMatchObject({
    LabelingJobStatus: 'Failed',
    FailureReason: `ClientError: InitialActiveLearningModelArn ${arn}: there is no such model`,
  });
  await engine.stop();
  const config = { InitialActiveLearningModelArn: arn.replace('000000000000', '111111111111') };
  await expect(begin({ errors: () => 0 }, {}, { config })).rejects.toThrow('must be of this account and region');
});

it.each<[string, object]>([
  [
    'labels that the job has not',
    {
      image_size: [{ width: 9, height: 9, depth: 3 }],
      annotations: [{ class_id: 7, left: 0, top: 0, width: 9, height: 9, confidence: 1 }],
    },
  ],
  ['another kind of labels', { classes: [] }],
])('a model of %s labels nothing: people do, and the summary says why', async (_, answer) => {
  const InitialActiveLearningModelArn = 'arn:aws:sagemaker:us-east-1:000000000000:model/strange';
  const { world, engine, ana, truth } = await begin(
    { errors: () => 0 },
    { firstImages: 20 },
    {
      objects: 30,
      config: { InitialActiveLearningModelArn },
      models: ['strange'],
      subject: { ...boxes, said: () => answer },
    },
  );
  expect(await labelAll(world, engine, ana, { truth, subject: boxes })).toBe(30);
  expect(summaryOf(world).endedBecause).toMatch(/^what the model says cannot be read: s3:/);
  await engine.stop();
});

it('a request that SageMaker will refuse again and again makes people label, with its words', async () => {
  const { world, engine, learning, ana, truth, subject } = await begin(
    { errors: () => 0 },
    { firstImages: 20 },
    { objects: 30 },
  );
  learning.createModel = async () => 'Could not access model data';
  expect(await labelAll(world, engine, ana, { truth, subject })).toBe(30);
  expect(summaryOf(world).endedBecause).toBe('no model can be made: Could not access model data');
  await engine.stop();
});

it("the job's key and network are those of every machine that learns or predicts for it", async () => {
  const VpcConfig = { SecurityGroupIds: ['sg-1'], Subnets: ['subnet-1'] };
  const { world, engine, learning, truth, subject, ana } = await begin(
    { errors: () => 0 },
    { precision: 0.5, firstImages: 20 },
    { config: { LabelingJobResourceConfig: { VolumeKmsKeyId: 'key-1', VpcConfig } }, objects: 60 },
  );
  await labelAll(world, engine, ana, { truth, subject });
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
  ['text-classification', 'automatic labeling of text-classification is not supported; it is of object-detection'],
  ['dancing', 'automatic labeling of dancing is not supported'],
  ['image-classification', 'image-classification gives labels of image-classification; the job'],
])('the algorithm for %s is refused by name in a job of boxes', async (task, message) => {
  const config = { LabelingJobAlgorithmSpecificationArn: algorithmArn(task) };
  await expect(begin({ errors: () => 0 }, {}, { config })).rejects.toThrow(message);
});

it('settings that cannot be are refused when the job is made', async () => {
  await expect(begin({ errors: () => 0 }, { precision: 1.2 })).rejects.toThrow(/labelloop:automatic.*precision/);
  await expect(begin({ errors: () => 0 }, { precision: 'high' as never })).rejects.toThrow(/precision.* holds "high"/);
});

/** Objects that the job needs to reach a decision of the machine; few, because each death runs it again. */
const FEW = 48;
const truth = birds(FEW);

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
      await createAutomaticJob(world, engine, { subject: boxes, settings, objects: FEW }).catch((error: Error) => {
        if (!error.message.includes('exists already')) throw error;
      });
      await settle();
      const worker = await Worker.join(engine, apiOf(engine), 'ana');
      await labelAll(world, engine, worker, { truth, subject: boxes });
      return (await describeJob(engine)).LabelingJobStatus === 'Completed';
    } catch {
      return false;
    } finally {
      await engine.stop();
    }
  };
  const labelsOf = (world: World) =>
    outputLines(world).map((line) => [line['source-ref'], whoLabeled(line, boxes), line.labels]);
  const whole = createWorld();
  installHooks(whole);
  const errors = () => 0;
  expect(
    await live(whole, new SimulatedLearning(whole, { truth, subject: boxes, errors }), Number.POSITIVE_INFINITY),
  ).toBe(true);
  expect(labelsOf(whole).some(([, human]) => human === 'no')).toBe(true);
  const world = createWorld();
  installHooks(world);
  const learning = new SimulatedLearning(world, { truth, subject: boxes, errors });
  let lives = 0;
  while (!(await live(world, learning, 25 + (lives % 17)))) if (++lives > 200) throw new Error('it never ended');
  expect(lives).toBeGreaterThan(3);
  expect(labelsOf(world)).toEqual(labelsOf(whole));
});
