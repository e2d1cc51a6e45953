import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { packFolder } from '../../../local-cloud/sagemaker/container/model-archive.ts';
import { recordIo } from '../../../shared/domain/training/record-io.ts';

jest.setTimeout(120_000);

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});

const SIZE = { width: 96, height: 64 };
const image = await sharp({ create: { ...SIZE, channels: 3, background: '#6a6' } })
  .jpeg()
  .toBuffer();
const box = (class_id: number) => ({ class_id, left: 10, top: 10, width: 30, height: 20 });
const label = (...annotations: object[]) => JSON.stringify({ image_size: [{ ...SIZE, depth: 3 }], annotations });
const stream = (...records: (string | Buffer)[]) =>
  Buffer.concat(records.flatMap((record) => recordIo(Buffer.from(record as string))));

const piped = { TrainingInputMode: 'Pipe', RecordWrapperType: 'RecordIO' };
const imageChannels: Record<string, object> = Object.fromEntries(
  ['train', 'train_annotation', 'validation', 'validation_annotation'].map((name) => [
    name,
    { TrainingInputMode: 'File', ContentType: 'application/x-image' },
  ]),
);
const recorded = { TrainingInputMode: 'File', ContentType: 'application/x-recordio' };
/** An image record of MXNet with boxes, corners as shares. */
function record(...boxes: number[][]): Buffer {
  const numbers = [2, 5, ...boxes.flat()];
  const head = Buffer.alloc(24 + 4 * numbers.length);
  head.writeUInt32LE(numbers.length, 0);
  numbers.forEach((value, at) => void head.writeFloatLE(value, 24 + 4 * at));
  return Buffer.concat([head, image]);
}
const flat = { ...box(0), height: 0 };
const good = { train_0: stream(image, label(box(0), flat)), validation_0: stream(image, label(box(0))) };

/** Runs the container on channels that lie in files, `train_0` for a FIFO: who reads to the end sees no difference. */
async function train(
  files: Record<string, string | Buffer>,
  hyperparameters: Record<string, string> = {},
  config: Record<string, object> = { train: piped, validation: piped },
) {
  const root = mkdtempSync(join(tmpdir(), 'labelloop-object-detection-'));
  roots.push(root);
  for (const folder of ['input/config', 'input/data', 'checkpoints'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, 'input/data', name)), { recursive: true });
    writeFileSync(join(root, 'input/data', name), content);
  }
  const given = { num_classes: '1', num_training_samples: '1', epochs: '4', ...hyperparameters };
  writeFileSync(join(root, 'input/config/hyperparameters.json'), JSON.stringify(given));
  writeFileSync(join(root, 'input/config/inputdataconfig.json'), JSON.stringify(config));
  const child = spawn(process.execPath, ['algorithms/object-detection/train.ts'], {
    env: { ...process.env, ML_ROOT: root },
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output, root };
}

/** Asks the trained model in the container, as a batch transform does. */
async function invoke(root: string, requests: { body: string | Buffer; accept?: string }[]) {
  const child = spawn(process.execPath, ['algorithms/object-detection/serve.ts'], {
    env: { ...process.env, ML_ROOT: root, SAGEMAKER_BIND_TO_PORT: '0', SAGEMAKER_BATCH: 'true' },
  });
  let port: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    port = /listening on port (\d+)/.exec(line)?.[1];
    if (port) break;
  }
  const answers = await Promise.all(
    requests.map(async ({ body, accept = '*/*' }) => {
      const headers = { 'content-type': 'application/x-image', accept };
      const init = { method: 'POST', headers, body: new Blob([body as BlobPart]) };
      const response = await fetch(`http://127.0.0.1:${port}/invocations`, init);
      return { status: response.status, ...((await response.json()) as object) };
    }),
  );
  child.kill('SIGTERM');
  await once(child, 'close');
  return answers;
}

describe("our stand-in for SageMaker's object-detection", () => {
  it('learns from RecordIO files, and goes on from what it has learned', async () => {
    const rec = stream(record([0, 0.1, 0.15, 0.4, 0.45]), record([0, 0.5, 0.5, 0.9, 0.9], [0, 0.1, 0.1, 0.3, 0.3]));
    const files = { 'train/a.rec': rec, 'validation/a.rec': stream(record([0, 0.1, 0.15, 0.4, 0.45])) };
    const config = { train: recorded, validation: recorded };
    const first = await train(files, { num_training_samples: '2' }, config);
    expect(first).toMatchObject({ code: 0, output: expect.stringContaining('train: 2 images, 0 lines skipped') });
    const archive = (await packFolder(join(first.root, 'model')))!;
    const next = await train(
      { ...files, 'model/model.tar.gz': Buffer.from(archive) },
      { num_training_samples: '2' },
      { ...config, model: { TrainingInputMode: 'File', ContentType: 'application/x-sagemaker-model' } },
    );
    expect(next).toMatchObject({ code: 0, output: expect.stringContaining('begins with what the champion learned') });
  });

  it('learns from piped records, says who it is, prints the metrics of the built-in and answers like it', async () => {
    const { code, output, root } = await train(good, {
      num_training_samples: '9',
      momentum: '0.5',
      mini_batch_size: '2',
      nms_threshold: '0.3',
    });
    expect(code).toBe(0);
    expect(output).toContain("labelloop's own detector runs here in place of SageMaker's built-in object-detection");
    expect(output).toContain('hyperparameters that change nothing here: momentum=0.5\n');
    expect(output).toContain('num_training_samples is 9, the train channel has 1 images\n');
    expect(output).toContain('mini_batch_size is 2, this network takes 4\n');
    expect(output).toContain('#progress_metric: host=algo-1, completed 100 %\n');
    expect(output).toMatch(/^#quality_metric: host=algo-1, epoch=3, validation mAP <score>=\([\d.]+\)$/m);
    expect(JSON.parse(readFileSync(join(root, 'model/metadata.json'), 'utf8'))).toMatchObject({
      labels: ['0'],
      maximumOverlap: 0.3,
    });
    const accept = 'application/json;annotation=1';
    expect(await invoke(root, [{ body: image }, { body: image, accept }, { body: 'no picture' }])).toEqual([
      { status: 200, prediction: expect.any(Array) },
      { status: 200, image_size: [{ ...SIZE, depth: 3 }], annotations: expect.any(Array) },
      { status: 400, error: expect.stringContaining('cannot be read') },
    ]);
  });

  it('learns from image files with a JSON annotation each', async () => {
    const annotated = (file: string) => JSON.stringify({ file, ...JSON.parse(label(box(0))), categories: [] });
    const { code, output } = await train(
      {
        'train/cats/1.jpg': image,
        'train/2.jpg': image,
        'train_annotation/cats/1.json': annotated('cats/1.jpg'),
        'train_annotation/2.json': annotated('2.jpg'),
        'validation/3.jpg': image,
        'validation_annotation/3.json': annotated('3.jpg'),
      },
      {},
      imageChannels,
    );
    expect(code).toBe(0);
    expect(output).toContain('train: 2 images, 0 lines skipped; validation: 1 images');
  });

  it.each<[string, Parameters<typeof train>, RegExp]>([
    ['no record', [{ ...good, train_0: stream() }], /^ClientError: Got empty batch from pipe/],
    [
      'images only, as AttributeNames without the label give them',
      [{ ...good, train_0: stream(image, image) }],
      /^ClientError: Got empty batch from pipe.*AttributeNames matches.*train, image 1 is not JSON/s,
    ],
    [
      'records without wrapper',
      [{ ...good, train_0: image }],
      /^ClientError: Unable to parse record. Please make sure input data is in correct recordio format.*RecordWrapperType/,
    ],
    [
      'a class beyond num_classes',
      [{ ...good, validation_0: stream(image, label(box(1))) }],
      /^ClientError: validation, image 1 has the class_id 1, but num_classes is 1/,
    ],
    [
      'more boxes than label_width holds',
      [{ ...good, train_0: stream(image, label(box(0), box(0))) }, { label_width: '10' }],
      /^ClientError: train, image 1 has 2 boxes: label_width must be 12 or more/,
    ],
    [
      'an image that is none',
      [{ ...good, train_0: stream('no picture', label(box(0))) }],
      /^ClientError: .*train\/1 cannot be read/,
    ],
    [
      'no validation channel',
      [good, {}, { train: piped }],
      /^ClientError: Unable to initialize the algorithm.*'validation' is a required property/s,
    ],
    [
      'images without annotations',
      [{ 'train/1.jpg': image }, {}, { train: imageChannels.train!, validation: imageChannels.train! }],
      /^ClientError: .*'train_annotation' is a required property/s,
    ],
    [
      'an annotation without its image',
      [{ 'train_annotation/1.json': `{"file":"1.jpg",${label(box(0)).slice(1)}` }, {}, imageChannels],
      /^ClientError: train_annotation: 1.json names 1.jpg, which the channel train lacks/,
    ],
    [
      'a model to go on from that is none of ours',
      [
        { ...good, 'model/model.tar.gz': Buffer.from('SSD') },
        {},
        { train: piped, validation: piped, model: { TrainingInputMode: 'File' } },
      ],
      /^ClientError: the channel model cannot be trained on from: .*cannot be read/,
    ],
    [
      'RecordIO files beside images',
      [{}, {}, { ...imageChannels, train: recorded }],
      /^ClientError: .* reads augmented manifests in the input mode Pipe, RecordIO files/,
    ],
    [
      'a record without boxes',
      [
        { 'train/a.rec': stream(Buffer.concat([Buffer.alloc(24), image])) },
        {},
        { train: recorded, validation: recorded },
      ],
      /^ClientError: train: a\.rec, record 1 has no label of boxes/,
    ],
  ])('refuses %s as the client’s error', async (_, given, failure) => {
    const { code, root } = await train(...given);
    expect([code, readFileSync(join(root, 'output/failure'), 'utf8')]).toEqual([2, expect.stringMatching(failure)]);
  });
});
