import {
  type Channel,
  CreateModelInput$,
  CreateTrainingJobRequest$,
  CreateTransformJobRequest$,
} from '@aws-sdk/client-sagemaker';
import { afterEach, expect, it } from '@jest/globals';
import { handler } from '../../functions/prepare-training.ts';
import { checkLimits } from '../../local-cloud/sagemaker/request-limits.ts';
import { checkRequest } from '../../local-cloud/wire/request-check.ts';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import type { Project } from '../../shared/contracts/project.ts';
import type { PrepareTrainingOutput } from '../../shared/contracts/workflow-state.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { NO_TRAINING } from '../../shared/domain/training/training-claim.ts';
import { box, TrainingHarness } from '../training-harness.ts';

let harness: TrainingHarness;
afterEach(() => harness.restore());

const { training } = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });

function open(changes: Partial<Project['training']> = {}, taskType: Project['taskType'] = 'bounding-box') {
  harness = new TrainingHarness({ taskType, training: { ...training, ...changes } });
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

it('asks SageMaker for no channel and no transform of validation images where none is labeled', async () => {
  open();
  harness.merge(5, []);
  const plan = await prepare({ datasetVersion: 2 });
  expect(problems(plan)).toEqual([]);
  const channels = plan.trainingRequest.InputDataConfig as { ChannelName: string }[];
  expect(channels.map(({ ChannelName }) => ChannelName)).toEqual(['train', 'images']);
  expect(plan.transforms).toEqual([]);
});

it("hands a person's own backbone over as a channel", async () => {
  open({ backbone: 's3://bucket/projects/birds/backbones/01.onnx' });
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(JSON.stringify(plan.trainingRequest.InputDataConfig)).toContain(
    '"ChannelName":"backbone","DataSource":{"S3DataSource":{"S3DataType":"S3Prefix","S3Uri":"s3://bucket/projects/birds/backbones/01.onnx"',
  );
});

it('begins with what the champion learned, unless an image was forgotten since: a model cannot unlearn', async () => {
  open();
  harness.promoted('owls-1');
  const modelOf = async (changes = {}) => {
    const plan = await prepare(changes);
    expect(problems(plan)).toEqual([]);
    const channels = plan.trainingRequest.InputDataConfig as Channel[];
    const model = channels.find(({ ChannelName }) => ChannelName === 'model');
    return model && [model.DataSource!.S3DataSource!.S3Uri, model.ContentType];
  };
  expect(await modelOf()).toBeUndefined();
  harness.bucket.put(harness.keys.trainedModel('owls-1'), 'weights');
  const champions = 's3://bucket/projects/birds/models/owls-1/output/model.tar.gz';
  harness.merge(40, [[box(0)]]);
  expect(await modelOf({ datasetVersion: 2 })).toEqual([champions, 'application/x-sagemaker-model']);
  const head = harness.bucket.json(harness.keys.datasetHead) as DatasetHead;
  head.versions[1]!.origin = { kind: 'forget', note: 'asked to' };
  harness.bucket.put(harness.keys.datasetHead, JSON.stringify(head));
  expect(await modelOf({ datasetVersion: 2 })).toBeUndefined();
});

it.each([
  [
    { algorithm: { image: 'labelloop/yolo:1', channels: 'augmented-manifest' as const, answer: 'coco' as const } },
    'weights',
    undefined,
  ],
  [{ algorithm: 'object-detection', instanceType: 'ml.p3.2xlarge' }, 'model', 'application/x-sagemaker-model'],
])('hands weights over that a training shall begin with: %j', async (training, ChannelName, ContentType) => {
  open({ ...training, weights: 's3://bucket/projects/birds/backbones/01/yolo11n.pt' });
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  const channels = plan.trainingRequest.InputDataConfig as Array<Record<string, unknown>>;
  expect(channels.at(-1)).toEqual({
    ...{ ChannelName, InputMode: 'File', ...(ContentType && { ContentType }) },
    DataSource: {
      S3DataSource: {
        S3DataType: 'S3Prefix',
        S3Uri: 's3://bucket/projects/birds/backbones/01/yolo11n.pt',
        S3DataDistributionType: 'FullyReplicated',
      },
    },
  });
});

it('refuses weights for an algorithm that takes none', async () => {
  open({ weights: 's3://bucket/w.pt' });
  await expect(prepare()).rejects.toThrow('training.weights is set, and detector takes none');
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

it.each([
  ['image-classification', '0', 'application/x-recordio'],
  ['image-classification-multi-label', '1', 'application/x-recordio; label-format=class-id'],
] as const)("streams %s to SageMaker's built-in image classification", async (taskType, multi_label, ContentType) => {
  open({ algorithm: 'image-classification', instanceType: 'ml.p3.2xlarge' }, taskType);
  const key = harness.keys.datasetSummary('b000001-aaaa');
  const { boxesPerLabel: imagesPerLabel, imagesWithoutBoxes: _, ...rest } = harness.bucket.json(key);
  const none = taskType === 'image-classification-multi-label' ? { imagesWithoutLabels: 0 } : {};
  harness.bucket.put(key, JSON.stringify({ ...rest, ...none, taskType, imagesPerLabel }));
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(plan.trainingRequest).toMatchObject({
    AlgorithmSpecification: {
      TrainingImage: '811284229777.dkr.ecr.us-east-1.amazonaws.com/image-classification:1',
      TrainingInputMode: 'Pipe',
    },
    HyperParameters: { num_classes: '2', num_training_samples: '32', multi_label },
  });
  const channels = plan.trainingRequest.InputDataConfig as Array<{ ChannelName: string; ContentType: string }>;
  expect(channels.map((one) => [one.ChannelName, one.ContentType])).toEqual([
    ['train', ContentType],
    ['validation', ContentType],
  ]);
});

it("streams masks to SageMaker's built-in semantic segmentation, and asks its models for PNGs", async () => {
  open({ algorithm: 'semantic-segmentation', instanceType: 'ml.g5.xlarge' }, 'semantic-segmentation');
  const key = harness.keys.datasetSummary('b000001-aaaa');
  const { boxesPerLabel: imagesPerLabel, imagesWithoutBoxes: imagesWithoutObjects, ...rest } = harness.bucket.json(key);
  const taskType = 'semantic-segmentation';
  harness.bucket.put(key, JSON.stringify({ ...rest, taskType, imagesPerLabel, imagesWithoutObjects }));
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  const channel = (ChannelName: string) => ({
    ...{ ChannelName, InputMode: 'Pipe', ContentType: 'application/x-recordio', RecordWrapperType: 'RecordIO' },
    DataSource: {
      S3DataSource: {
        ...{ S3DataType: 'AugmentedManifestFile', S3DataDistributionType: 'FullyReplicated' },
        S3Uri: `s3://bucket/${harness.keys.datasetManifest('b000001-aaaa', ChannelName as 'train')}`,
        AttributeNames: ['source-ref', 'labels-ref'],
      },
    },
  });
  expect(plan.trainingRequest).toMatchObject({
    AlgorithmSpecification: {
      TrainingImage: '811284229777.dkr.ecr.us-east-1.amazonaws.com/semantic-segmentation:1',
      TrainingInputMode: 'Pipe',
    },
    // Two labels and the background.
    HyperParameters: { num_classes: '3', num_training_samples: '32' },
    InputDataConfig: [channel('train'), channel('validation')],
  });
  expect(plan.transforms[0]!.request).toMatchObject({ TransformOutput: { Accept: 'image/png' } });
  open({ algorithm: 'semantic-segmentation' }, 'semantic-segmentation');
  harness.bucket.put(key, JSON.stringify({ ...rest, taskType, imagesPerLabel, imagesWithoutObjects }));
  await expect(prepare()).rejects.toThrow(/semantic-segmentation trains on GPU instances only: ml\.p2/);
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

const OURS = { image: 'example.org/ours:1', channels: 'coco', answer: 'coco' } as const;

const channelsOf = ({ trainingRequest }: PrepareTrainingOutput) =>
  (trainingRequest.InputDataConfig as Channel[]).map(({ ChannelName, DataSource }) => {
    const { S3DataType, S3Uri } = DataSource!.S3DataSource!;
    return `${ChannelName} ${S3DataType} ${S3Uri!.split('/b000001-aaaa/')[1]}`;
  });

it('trains and serves with the images that people bring, without a network', async () => {
  const metrics = { 'train:loss': 'loss=([0-9.]+)' };
  open({ algorithm: { ...OURS, trainImage: 'example.org/ours-train:2', metrics }, hyperparameters: { lr: '0.1' } });
  harness.bucket.put(harness.keys.datasetManifest('b000001-aaaa', 'train'), '');
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(plan.trainingRequest).toMatchObject({
    AlgorithmSpecification: {
      TrainingImage: 'example.org/ours-train:2',
      TrainingInputMode: 'File',
      MetricDefinitions: [{ Name: 'train:loss', Regex: 'loss=([0-9.]+)' }],
    },
    HyperParameters: { lr: '0.1', num_classes: '2', num_training_samples: '32', labels: '["owl","duck"]' },
    EnableNetworkIsolation: true,
  });
  expect(plan.modelRequest.PrimaryContainer).toEqual({ Image: 'example.org/ours:1' });
});

it.each([
  ['coco', 'instances_validation.json', '"category_id":2'],
  ['yolo', `labels/val/${'1'.padStart(64, '0')}.txt`, '1 0.3 0.3 0.4 0.4\n'],
  ['voc', `Annotations/${'1'.padStart(64, '0')}.xml`, '<name>duck</name>'],
] as const)('writes the labels as %s, once, with the lists of their images', async (channels, file, text) => {
  open({ algorithm: { ...OURS, channels } });
  harness.bucket.put(harness.keys.datasetManifest('b000001-aaaa', 'train'), '');
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(channelsOf(plan)).toEqual([
    `annotations S3Prefix channels/${channels}/annotations/`,
    `train ManifestFile channels/${channels}/train-images.json`,
    `validation ManifestFile channels/${channels}/validation-images.json`,
  ]);
  const { keys, bucket } = harness;
  expect(bucket.text(keys.channelAnnotations('b000001-aaaa', channels, file))).toContain(text);
  expect(bucket.json(keys.channelImages('b000001-aaaa', channels, 'validation'))).toEqual([
    { prefix: 's3://bucket/projects/birds/images/' },
    `${'0'.padStart(64, '0')}.jpg`,
    `${'1'.padStart(64, '0')}.jpg`,
  ]);
  const before = bucket.keys().length;
  await prepare();
  expect(bucket.keys().length).toBe(before);
});

it.each([
  ['File', ['train S3Prefix train.manifest', 'validation S3Prefix validation.manifest', 'images', 'validation-images']],
  ['Pipe', ['train AugmentedManifestFile train.manifest', 'validation AugmentedManifestFile validation.manifest']],
] as const)('hands augmented manifests over in %s mode', async (inputMode, expected) => {
  open({ algorithm: { ...OURS, channels: 'augmented-manifest', inputMode } });
  const plan = await prepare();
  expect(problems(plan)).toEqual([]);
  expect(channelsOf(plan)).toEqual(expected.map((channel) => expect.stringContaining(channel)));
});

it.each<[string, Partial<Project['training']>, RegExp]>([
  [
    'files that should be streamed',
    { algorithm: { ...OURS, inputMode: 'Pipe' } },
    /inputMode is Pipe.*coco comes as files/,
  ],
  [
    'a value that SageMaker does not take',
    { algorithm: OURS, hyperparameters: { notes: 'x'.repeat(2501) } },
    /notes has 2501 characters; SageMaker takes 2500/,
  ],
  [
    'an algorithm that is not there',
    { algorithm: 'yolo' },
    /"yolo"; labelloop knows classifier, detector, image-classification, object-detection, segmenter, semantic-segmentation, and images/,
  ],
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
