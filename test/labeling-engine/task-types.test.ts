import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { LabelingEngine } from '../../labeling-engine/engine.ts';
import { findElement, sightOf, submit } from '../../local-cloud/simulated-workforce/answer-element.ts';
import type { KnownImage } from '../../local-cloud/simulated-workforce/draw-boxes.ts';
import type { Sight } from '../../shared/domain/answer-kinds/simulated-sight.ts';
import { decodePng } from '../../shared/domain/images/png-pixels.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import { installHooks, OWN_HOOKS } from './built-in-hooks.ts';
import { BUCKET, createJob, createWorld, imageUri, type World } from './engine-in-memory.ts';
import { apiOf, settle, Worker } from './worker-page.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

const GT_MANIFESTS = join(process.env.LABELLOOP_SHARED ?? '../shared', 'data/gt_manifests');
const hook = (kind: 'PRE' | 'ACS', type: string) => `arn:aws:lambda:us-east-1:432418664414:function:${kind}-${type}`;
const BOX = { label: 'wren', left: 10, top: 20, width: 30, height: 12 };

interface Task {
  name: string;
  type: string;
  attribute: string;
  template: string;
  lines?: Array<Record<string, unknown>>;
  manifest?: string;
  labels?: string[];
  ownHooks?: boolean;
  /** The ARN of AWS's own page, instead of the template. */
  ui?: string;
  /** What the label category file says beside the labels. */
  categories?: Record<string, unknown>;
  truth?: Partial<KnownImage>;
  initial?: Sight['initial'];
  extra?: Record<string, unknown>;
  /** What the element submits instead of what a simulated worker would. */
  submitted?: Record<string, unknown>;
  status?: string;
  /** The page of each worker. */
  seen?: (html: string) => void;
}

const image = [{ 'source-ref': imageUri(0) }];
const page = (element: string, name: string, rest = '') =>
  `<crowd-form><${element} name="${name}" src="{{ task.input.taskObject | grant_read_access }}" ${rest}></${element}></crowd-form>`;

async function openWorld() {
  const world = createWorld();
  const masks = installHooks(world);
  const engine = world.open({ builtInHooks: OWN_HOOKS });
  await engine.start();
  return { world, engine, masks };
}

/** Runs one job with two careful workers; the output's only line. */
async function label(world: World, engine: LabelingEngine, task: Task): Promise<Record<string, unknown>> {
  const { name, type, labels = ['robin', 'wren'] } = task;
  const [pre, acs] = task.ownHooks
    ? [OWN_HOOKS.preAnnotation, OWN_HOOKS.consolidation].map((own) =>
        own.replace('arn:own:', 'arn:aws:lambda:us-east-1:000000000000:function:'),
      )
    : [hook('PRE', type), hook('ACS', type)];
  for (const [arn, own] of [
    [pre!, OWN_HOOKS.preAnnotation],
    [acs!, OWN_HOOKS.consolidation],
  ] as const)
    world.hooks[arn] ??= world.hooks[own]!;
  await createJob(world, engine, {
    name,
    lines: task.lines ?? image,
    files: {
      'template.html': task.template,
      'labels.json': JSON.stringify({ labels: labels.map((one) => ({ label: one })), ...task.categories }),
      ...(task.manifest && { 'input.manifest': world.files.get(task.manifest)! }),
    },
    task: {
      PreHumanTaskLambdaArn: pre,
      AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: acs },
      ...(task.ui && { UiConfig: { HumanTaskUiArn: task.ui } }),
    },
    request: { LabelAttributeName: task.attribute },
  });
  await settle();
  const api = apiOf(engine);
  for (const person of ['ana', 'ben']) {
    const worker = await Worker.join(engine, api, person);
    const { task: given } = await worker.next();
    task.seen?.(given!.html);
    const element = findElement(given!.html);
    const truth = { width: 64, height: 48, boxes: [BOX], ...task.truth };
    const random = seededRandom(1);
    const sight = sightOf(truth, { boxes: [BOX], labels, wrongLabel: 0, initial: task.initial, random });
    const answer = { [element.name]: task.submitted ?? { ...submit(element, sight), ...task.extra } };
    expect((await worker.send(given!, 'answer', { answer })).body.outcome).toBe('counted');
  }
  await settle();
  world.clock.advance(5000);
  await settle();
  expect(await engine.actions.DescribeLabelingJob({ LabelingJobName: name })).toMatchObject({
    LabelingJobStatus: task.status ?? 'Completed',
  });
  return JSON.parse(world.files.get(outputOf(name))!) as Record<string, unknown>;
}

const outputOf = (name: string) => `s3://${BUCKET}/out/${name}/manifests/output/output.manifest`;

/** Names and kinds of a value's parts, numbers in names left out. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  const parts = Object.entries(value).map(([key, item]) => [/^\d+$/.test(key) ? 'id' : key, shapeOf(item)] as const);
  return Object.fromEntries(parts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Holds a line against one that Ground Truth itself wrote. */
function expectShapeOf(file: string, line: Record<string, unknown>, attribute: string): void {
  const path = join(GT_MANIFESTS, file);
  if (!existsSync(path)) {
    console.warn(`${path} is not there: the line's shape is not compared with Ground Truth's`);
    return;
  }
  const theirs = JSON.parse(readFileSync(path, 'utf8').split('\n')[0]!) as Record<string, unknown>;
  const theirAttribute = Object.keys(theirs).find((key) => `${key}-metadata` in theirs)!;
  expect(shapeOf(line[attribute])).toEqual(shapeOf(theirs[theirAttribute]));
  expect(shapeOf(line[`${attribute}-metadata`])).toEqual(shapeOf(theirs[`${theirAttribute}-metadata`]));
}

describe('a job of the type', () => {
  it('bounding box fails an object whose answers are of another element, and says what they are', async () => {
    const { world, engine } = await openWorld();
    const line = await label(world, engine, {
      name: 'k',
      type: 'BoundingBox',
      attribute: 'boxes',
      template: page('crowd-bounding-box', 'boundingBox'),
      submitted: { inputImageProperties: { width: 64, height: 48 }, polylines: [{ label: 'wren', vertices: [] }] },
      status: 'Failed',
    });
    expect(line).not.toHaveProperty('boxes');
    expect(line['boxes-metadata']).toMatchObject({
      'failure-reason': expect.stringMatching(
        /^ClientError: No answer can be used\. .*no answer of the kind boxes: it has polylines/,
      ),
    });
    await engine.stop();
  });

  it('key points, by our own hooks, writes class ids and places', async () => {
    const { world, engine } = await openWorld();
    const line = await label(world, engine, {
      name: 'p',
      type: '',
      attribute: 'points',
      template: page('crowd-keypoint', 'annotatedResult'),
      ownHooks: true,
    });
    expect(line.points).toEqual({
      image_size: [{ width: 64, height: 48, depth: 3 }],
      annotations: [{ class_id: 1, x: BOX.left + BOX.width / 2, y: BOX.top + BOX.height / 2, object: 1 }],
    });
    expect(line['points-metadata']).toMatchObject({ type: 'groundtruth/custom', 'class-map': { 1: 'wren' } });
    await engine.stop();
  });

  it('semantic segmentation ends in a palette PNG and its colour map', async () => {
    const { world, engine, masks } = await openWorld();
    const template = page('crowd-semantic-segmentation', 'crowd-semantic-segmentation');
    const attribute = 'mask-ref';
    const line = await label(world, engine, { name: 'm', type: 'SemanticSegmentation', attribute, template });
    expectShapeOf('semseg_pcb.manifest', line, attribute);
    const [file] = masks;
    expect(line[attribute]).toBe(file!.uri);
    const { colours, width } = decodePng(file!.bytes, pngCodec);
    const { 'internal-color-map': map } = line['mask-ref-metadata'] as {
      'internal-color-map': Record<string, { 'class-name': string; 'hex-color': string }>;
    };
    const inside = colours[(BOX.top + 2) * width + BOX.left + 2]!;
    expect(Object.values(map).find((entry) => entry['class-name'] === 'wren')!['hex-color']).toBe(
      `#${inside.toString(16).padStart(6, '0')}`,
    );
    const adjusting = await label(world, engine, {
      name: 'm2',
      type: 'AdjustmentSemanticSegmentation',
      attribute: 'mask2-ref',
      manifest: outputOf('m'),
      template: page(
        'crowd-semantic-segmentation',
        'crowd-semantic-segmentation',
        'initial-value="{ src: {{ task.input.manifestLine.mask-ref | grant_read_access | to_json }} }"',
      ),
      extra: { initialValueModified: false },
    });
    expect(adjusting['mask-ref']).toBe(file!.uri);
    expect(adjusting['mask2-ref-metadata']).toMatchObject({ 'adjustment-status': 'unadjusted' });
    await engine.stop();
  });

  it.each([
    ['ImageMultiClass', 'crowd-image-classifier', 'groundtruth/image-classification', 1],
    ['TextMultiClass', 'crowd-classifier', 'groundtruth/text-classification', 1],
    [
      'ImageMultiClassMultiLabel',
      'crowd-image-classifier-multi-select',
      'groundtruth/image-classification-multilabel',
      [1],
    ],
    ['TextMultiClassMultiLabel', 'crowd-classifier-multi-select', 'groundtruth/text-classification-multilabel', [1]],
  ])('%s writes the class as Ground Truth does', async (type, element, metadataType, value) => {
    const { world, engine } = await openWorld();
    const lines = type.startsWith('Text') ? [{ source: 'a small brown bird' }] : image;
    const line = await label(world, engine, {
      name: 'c',
      type,
      attribute: 'class',
      template: page(element, element),
      lines,
    });
    expect(line).toMatchObject({ class: value, 'class-metadata': { type: metadataType, 'human-annotated': 'yes' } });
    if (type === 'ImageMultiClass') expectShapeOf('imgcls_bananas.manifest', line, 'class');
    await engine.stop();
  });

  it('named entities, on the page that HumanTaskUiArn names, writes spans as Ground Truth does', async () => {
    const { world, engine } = await openWorld();
    const line = await label(world, engine, {
      name: 'n',
      type: 'NamedEntityRecognition',
      attribute: 'spans',
      template: '',
      ui: 'arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/NamedEntityRecognition',
      categories: { instructions: { shortInstruction: '<b>{{ no liquid }}</b>', fullInstruction: 'All of them.' } },
      lines: [{ source: '👋 a small brown wren "sang" <here>' }],
      submitted: { entities: [{ label: 'wren', startOffset: 16, endOffset: 20 }] },
    });
    expect(line.spans).toEqual({
      annotations: {
        entities: [{ label: 'wren', startOffset: 16, endOffset: 20 }],
        labels: [{ label: 'robin' }, { label: 'wren' }],
      },
    });
    expect(line['spans-metadata']).toMatchObject({
      type: 'groundtruth/text-span',
      'human-annotated': 'yes',
      entities: [{ confidence: expect.any(Number) }],
    });
    await engine.stop();
  });

  it('video object tracking, on the page that HumanTaskUiArn names, ends in a SeqLabel.json that can be adjusted', async () => {
    const { world, engine } = await openWorld();
    const names = [0, 1, 2].map((at) => imageUri(at).split('/').at(-1)!).sort();
    const folder = imageUri(0).replace(/[^/]+$/, '');
    world.files.set(
      `${folder}sequence.json`,
      JSON.stringify({
        'seq-no': 1,
        prefix: folder,
        'number-of-frames': 3,
        frames: [2, 0, 1].map((number) => ({ 'frame-no': number, frame: names[number] })),
      }),
    );
    const box = { left: 10, top: 20, width: 30, height: 12 };
    const pages: string[] = [];
    const job = {
      template: '',
      seen: (html: string) => void (pages.at(-1) === html || pages.push(html)),
      ui: 'arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/VideoObjectTracking',
      categories: { documentVersion: '2020-03-01', instructions: { shortInstruction: '<b>{{ no liquid }}</b>' } },
    };
    const line = await label(world, engine, {
      ...job,
      name: 't',
      type: 'VideoObjectTracking',
      attribute: 'tracks-ref',
      lines: [{ 'source-ref': `${folder}sequence.json` }],
      submitted: {
        tracks: [
          {
            label: 'wren',
            objectId: 'ab-1',
            objectName: 'wren:1',
            labelCategoryAttributes: { sings: 'yes' },
            keyframes: [
              { frameNumber: 0, ...box },
              { frameNumber: 2, ...box, left: 14, occluded: true },
            ],
          },
        ],
        inputImageProperties: { width: 64, height: 48 },
      },
    });
    expect(line['tracks-ref-metadata']).toMatchObject({
      type: 'groundtruth/video-object-tracking',
      'class-map': { 1: 'wren' },
      'human-annotated': 'yes',
    });
    const uri = String(line['tracks-ref']);
    expect(uri).toMatch(/\/annotations\/consolidated-annotation\/output\/0\/SeqLabel\.json$/);
    const annotation = {
      'class-id': '1',
      'label-category-attributes': { sings: 'yes' },
      'object-id': 'ab-1',
      'object-name': 'wren:1',
    };
    const at = (number: number, left: number, more = {}) => ({
      annotations: [{ ...box, left, ...annotation, ...more }],
      'frame-no': number,
      frame: names[number],
      'frame-attributes': {},
    });
    expect(JSON.parse(world.files.get(uri)!)).toEqual({
      'tracking-annotations': [at(0, 10), at(1, 12), at(2, 14, { occluded: true })],
    });

    const adjusted = await label(world, engine, {
      ...job,
      name: 't2',
      type: 'AdjustmentVideoObjectTracking',
      attribute: 'again-ref',
      manifest: outputOf('t'),
      submitted: { tracks: [], inputImageProperties: { width: 64, height: 48 }, initialValueModified: true },
    });
    expect(adjusted['again-ref-metadata']).toMatchObject({ 'adjustment-status': 'adjusted' });
    const [, listed] = /frames="\[(.*)\]"/.exec(pages[0]!)!;
    expect(listed!.match(/https:\/\/signed\.test\/[^?]+/g)).toEqual(
      names.map((name) => `https://signed.test/${folder.slice(5)}${name}`),
    );
    expect(pages[0]).toContain('<b>{{ no liquid }}</b>');
    expect(pages[0]).toContain('initial-value="null"');
    expect(pages[1]).toContain('&quot;frameNumber&quot;:2,&quot;left&quot;:14');
    await engine.stop();
  });

  it('video whose sequence is not to be read tells the worker which file it is', async () => {
    const { world, engine } = await openWorld();
    const uri = `s3://${BUCKET}/clip/gone.json`;
    await createJob(world, engine, {
      name: 'g',
      lines: [{ 'source-ref': uri }],
      files: { 'labels.json': JSON.stringify({ labels: [{ label: 'wren' }] }) },
      task: {
        PreHumanTaskLambdaArn: hook('PRE', 'VideoObjectDetection'),
        AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: hook('ACS', 'VideoObjectDetection') },
        UiConfig: { HumanTaskUiArn: 'arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/VideoObjectDetection' },
      },
      request: { LabelAttributeName: 'boxes-ref' },
    });
    await settle();
    const worker = await Worker.join(engine, apiOf(engine), 'ana');
    expect(await worker.next()).toMatchObject({
      error: {
        code: 'broken-template',
        message: `this task's frames cannot be shown; tell who runs it: ${uri} is not there`,
      },
    });
    await engine.stop();
  });

  it.each([['PointCloudObjectTracking', /of AWS's own pages the engine has NamedEntityRecognition/]])(
    "%s, AWS's own page, is refused by name",
    async (ui, message) => {
      const { world, engine } = await openWorld();
      const refused = label(world, engine, {
        name: 'v',
        type: 'NamedEntityRecognition',
        attribute: 'x',
        template: '',
        ui: `arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/${ui}`,
      });
      await expect(refused).rejects.toThrow(message);
      await engine.stop();
    },
  );

  it('polygon, by our own hooks, writes class ids and vertices', async () => {
    const { world, engine } = await openWorld();
    const template = page('crowd-polygon', 'annotatedResult');
    const line = await label(world, engine, { name: 'p', type: '', attribute: 'outline', template, ownHooks: true });
    expect(line.outline).toMatchObject({ annotations: [{ class_id: 1, vertices: expect.any(Array) }] });
    await engine.stop();
  });

  it('bounding box, adjustment and verification chain: each output is the next input', async () => {
    const { world, engine } = await openWorld();
    const boxes = page('crowd-bounding-box', 'boundingBox');
    const first = await label(world, engine, { name: 'b', type: 'BoundingBox', attribute: 'boxes', template: boxes });
    expectShapeOf('objdet_bees500_5workers.manifest', first, 'boxes');

    // AWS's own adjustment template.
    const adjust = `<crowd-form><crowd-bounding-box name="boundingBox" src="{{ task.input.taskObject | grant_read_access }}"
      initial-value="[ {% for box in task.input.manifestLine.boxes.annotations %}
        {% capture class_id %}{{ box.class_id }}{% endcapture %}
        {% assign label = task.input.manifestLine.boxes-metadata.class-map[class_id] %}
        { label: {{label | to_json}}, left: {{box.left}}, top: {{box.top}}, width: {{box.width}}, height: {{box.height}} },
      {% endfor %} ]"></crowd-bounding-box></crowd-form>`;
    const job = { name: 'b2', type: 'AdjustmentBoundingBox', attribute: 'adjusted', template: adjust };
    const second = await label(world, engine, { ...job, manifest: outputOf('b'), initial: [] });
    expect(second).toMatchObject({ boxes: first.boxes, 'adjusted-metadata': { 'adjustment-status': 'adjusted' } });

    const third = await label(world, engine, {
      name: 'v',
      type: 'VerificationBoundingBox',
      attribute: 'verified',
      manifest: outputOf('b2'),
      labels: ['good', 'bad'],
      template: page('crowd-image-classifier', 'crowd-image-classifier'),
      truth: { label: 'bad' },
      extra: { workerComment: 'too large' },
    });
    expect(third).toMatchObject({
      adjusted: second.adjusted,
      verified: '1',
      'verified-metadata': {
        'class-name': 'bad',
        type: 'groundtruth/label-verification',
        'worker-feedback': [{ comment: 'too large' }, { comment: 'too large' }],
      },
    });
    await engine.stop();
  });
});
