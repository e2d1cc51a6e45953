import { CreateModelInput$, CreateTrainingJobRequest$, CreateTransformJobRequest$ } from '@aws-sdk/client-sagemaker';
import { afterEach, expect, it } from '@jest/globals';
import { handler } from '../../functions/prepare-training.ts';
import { checkLimits } from '../../local-cloud/sagemaker/request-limits.ts';
import { checkRequest } from '../../local-cloud/wire/request-check.ts';
import type { Project } from '../../shared/contracts/project.ts';
import type { PrepareTrainingOutput } from '../../shared/contracts/workflow-state.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { NO_TRAINING } from '../../shared/domain/training/training-claim.ts';
import { box, TrainingHarness } from '../training-harness.ts';

let harness: TrainingHarness;
afterEach(() => harness.restore());

const { training } = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });

function open(changes: Partial<Project['training']> = {}) {
  harness = new TrainingHarness({ training: { ...training, ...changes } });
  harness.merge(32, [[box(0)], [box(1)]]);
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify({ ...NO_TRAINING, fence: 3 }));
}

const prepare = (changes: object = {}) =>
  harness.call<PrepareTrainingOutput>(handler, {
    ...harness.stepInput('one'),
    fence: 3,
    datasetVersion: 1,
    redriveCount: 0,
    attempt: 1,
    ...changes,
  });

/** What SageMaker would say against the requests. */
const problems = ({ trainingRequest, modelRequest, transforms }: PrepareTrainingOutput) => [
  ...checkRequest(trainingRequest, CreateTrainingJobRequest$),
  ...checkLimits('CreateTrainingJob', trainingRequest),
  ...checkRequest(modelRequest, CreateModelInput$),
  ...checkLimits('CreateModel', modelRequest),
  ...transforms.flatMap(({ request }) => [
    ...checkRequest(request, CreateTransformJobRequest$),
    ...checkLimits('CreateTransformJob', request),
  ]),
];

it('trains our detector on the manifests and images of the dataset version', async () => {
  open({ hyperparameters: { 'max-seconds': '60' } });
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(plan.trainingJobName).toBe('birds-abc123-b000001-v1-f3r0a1');
  expect(plan.trainingRequest).toMatchObject({
    HyperParameters: { 'max-seconds': '60', labels: '["owl","duck"]', 'label-attribute-name': 'labels' },
    OutputDataConfig: { S3OutputPath: 's3://bucket/projects/birds/models' },
    Tags: expect.arrayContaining([{ Key: 'labelloop:execution', Value: harness.arn('one') }]),
  });
  const channels = plan.trainingRequest.InputDataConfig as { ChannelName: string; DataSource: object }[];
  expect(channels.map(({ ChannelName, DataSource }) => [ChannelName, JSON.stringify(DataSource)])).toEqual([
    [
      'train',
      expect.stringContaining('S3Prefix","S3Uri":"s3://bucket/projects/birds/datasets/b000001-aaaa/train.manifest'),
    ],
    ['validation', expect.stringContaining('validation.manifest')],
    [
      'images',
      expect.stringContaining('ManifestFile","S3Uri":"s3://bucket/projects/birds/datasets/b000001-aaaa/train-images'),
    ],
    ['validation-images', expect.stringContaining('validation-images.json')],
  ]);
  expect(plan.trainingRequest.CheckpointConfig).toBeUndefined();
  expect(plan.transforms.map(({ modelName }) => modelName)).toEqual([plan.modelName]);
  expect(plan.championModelName).toBeNull();
});

it('keeps checkpoints where capacity may be taken away', async () => {
  open({ spot: true });
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(plan.trainingRequest).toMatchObject({
    EnableManagedSpotTraining: true,
    CheckpointConfig: { S3Uri: `s3://bucket/projects/birds/models/${plan.trainingJobName}/checkpoints` },
    StoppingCondition: { MaxRuntimeInSeconds: 14_400, MaxWaitTimeInSeconds: 28_800 },
  });
});

it('streams augmented manifests to the built-in algorithm of the region', async () => {
  open({ algorithm: 'object-detection', instanceType: 'ml.p3.2xlarge' });
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(plan.trainingRequest).toMatchObject({
    AlgorithmSpecification: {
      TrainingImage: '811284229777.dkr.ecr.us-east-1.amazonaws.com/object-detection:1',
      TrainingInputMode: 'Pipe',
    },
    HyperParameters: { num_classes: '2', num_training_samples: '32' },
  });
  expect(plan.modelRequest.PrimaryContainer).toEqual({ Image: expect.stringContaining('object-detection:1') });
  expect(JSON.stringify(plan.trainingRequest.InputDataConfig)).toContain('"AttributeNames":["source-ref","labels"]');
});

it('gives the built-in algorithm, which takes what is not drawn for absent, images that were checked for every class', async () => {
  open({ algorithm: 'object-detection', instanceType: 'ml.p3.2xlarge' });
  const key = harness.keys.datasetSummary('b000001-aaaa');
  harness.bucket.put(key, JSON.stringify({ ...harness.bucket.json(key), checked: { train: 20, validation: 1 } }));
  const { trainingRequest } = await prepare();
  expect(trainingRequest.HyperParameters).toMatchObject({ num_training_samples: '20' });
  expect(JSON.stringify(trainingRequest.InputDataConfig)).toMatch(
    /train-checked\.manifest.*validation-checked\.manifest/,
  );
  harness.bucket.put(key, JSON.stringify({ ...harness.bucket.json(key), checked: { train: 20, validation: 0 } }));
  await expect(prepare()).rejects.toMatchObject({
    name: 'UnsupportedError',
    message: expect.stringContaining('relabel'),
  });
});

it.each<[string, Partial<Project['training']>, RegExp]>([
  ['an algorithm that is not there', { algorithm: 'yolo' }, /"yolo"; labelloop knows detector, object-detection$/],
  [
    'an instance without a GPU for the built-in algorithm',
    { algorithm: 'object-detection' },
    /ml\.c5\.2xlarge; object-detection trains on GPU instances only/,
  ],
  [
    'a hyperparameter of another algorithm',
    { hyperparameters: { epochs: '7' } },
    /\.epochs: detector has no hyperparameter of this name; it has input-size, max-seconds/,
  ],
  [
    'a value out of range',
    { hyperparameters: { 'learning-rate': '7' } },
    /learning-rate is "7"; it expects a number between 0\.000001 and 1/,
  ],
  ['what the dataset says', { hyperparameters: { labels: '[]' } }, /labels cannot be set/],
])('refuses %s before anything is paid for', async (_, changes, message) => {
  open(changes);
  await expect(prepare()).rejects.toMatchObject({
    name: 'UnsupportedError',
    message: expect.stringMatching(message),
  });
});

it('lets the champion predict too, unless it was scored on the same images', async () => {
  open();
  harness.promoted('birds-old');
  const plan = await prepare();
  expect(plan.transforms.map(({ modelName }) => modelName)).toEqual([plan.modelName, 'birds-old']);
  expect(problems(plan)).toEqual([]);
  harness.bucket.put(`${harness.keys.evaluationPrefix(plan.validationHash, 'birds-old')}evaluation.json`, '{}');
  const again = await prepare({ redriveCount: 1, attempt: 2 });
  expect(again.transforms.map(({ modelName }) => modelName)).toEqual(['birds-abc123-b000001-v1-f3r1a2']);
  expect(again.transforms[0]!.transformJobName).not.toBe(plan.transforms[0]!.transformJobName);
});

it('asks for a volume that holds the images of the ledger', async () => {
  open();
  harness.bucket.put(harness.imageKey(99), Buffer.alloc(1_500_000));
  const volume = async () =>
    ((await prepare()).trainingRequest.ResourceConfig as { VolumeSizeInGB: number }).VolumeSizeInGB;
  expect(await volume()).toBe(21);
});

it('steps back when a newer claim exists', async () => {
  open();
  await expect(prepare({ fence: 2 })).rejects.toMatchObject({ name: 'StaleFenceError' });
});
