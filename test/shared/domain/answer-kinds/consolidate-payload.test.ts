import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { PayloadObject } from '../../../../shared/contracts/ground-truth-events.ts';
import { consolidatePayload } from '../../../../shared/domain/answer-kinds/consolidate-payload.ts';
import { addWorkerStates, emptyWorkerState } from '../../../../shared/domain/consolidation/worker-state.ts';
import { decodePng, encodePalettePng } from '../../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../../shared/handler/png-codec.ts';

const SIZE = { width: 64, height: 48 };
const context = {
  labelAttributeName: 'labels',
  labels: ['robin', 'wren'],
  jobName: 'labeling-job/birds',
  createdAt: '2026-01-02T03:04:05.000000',
  outputPrefix: 's3://bucket/out/',
};
const consolidate = (payload: PayloadObject[], state = emptyWorkerState(), labels = context.labels) =>
  consolidatePayload(payload, { ...context, labels }, state, pngCodec);

const answer = (workerId: string, content: unknown) => ({
  workerId,
  annotationData: { content: typeof content === 'string' ? content : JSON.stringify(content) },
});
const boxes = (...boundingBoxes: unknown[]) => ({ boundingBox: { boundingBoxes, inputImageProperties: SIZE } });
const object = (datasetObjectId: string, ...annotations: Array<ReturnType<typeof answer>>): PayloadObject => ({
  datasetObjectId,
  dataObject: { s3Uri: 's3://bucket/x.jpg' },
  annotations,
});
const robin = { label: 'robin', left: 10, top: 10, width: 20, height: 20 };
const good = (id: string) => object(id, ...['a', 'b', 'c'].map((worker) => answer(worker, boxes(robin))));

describe('consolidating a payload', () => {
  it('leaves one bad object behind with its reason and the rest unharmed', () => {
    const bad: Array<[string, unknown, RegExp]> = [
      ['no JSON', 'not json', /not JSON/],
      ['an empty form', {}, /empty/],
      ['missing fields', boxes({ label: 'robin', left: 1 }), /1 of 1 shapes/],
      ['NaN', boxes({ ...robin, left: null }), /1 of 1 shapes/],
      ['a negative box', boxes({ ...robin, width: -5 }), /1 of 1 shapes/],
      ['a box far outside', boxes({ ...robin, left: 5000 }), /1 of 1 shapes/],
      ['an unknown label', boxes({ ...robin, label: 'eagle' }), /1 of 1 shapes/],
      ['ten thousand boxes', boxes(...new Array(10_000).fill(robin)), /10000 shapes/],
    ];
    for (const [, content, reason] of bad) {
      const { response, outcomes } = consolidate([good('0'), object('1', answer('a', content)), good('2')]);
      expect(response.map(({ datasetObjectId }) => datasetObjectId)).toEqual(['0', '2']);
      expect(outcomes[1]).toMatchObject({ datasetObjectId: '1', labeled: false, answers: 0 });
      expect(outcomes[1]!.problems[0]!.problem).toMatch(reason);
    }
    expect(consolidate([object('0')]).response).toEqual([]);
  });

  it('counts a worker who answers twice once', () => {
    const { outcomes } = consolidate([object('0', answer('a', boxes(robin)), answer('a', boxes()))]);
    expect(outcomes[0]).toMatchObject({
      labeled: true,
      answers: 1,
      problems: [{ workerId: 'a', problem: 'answered twice; the first answer counts' }],
    });
  });

  const outline = {
    polygon: {
      polygons: [
        {
          label: 'robin',
          vertices: [
            { x: 1, y: 1 },
            { x: 9, y: 1 },
            { x: 9, y: 9 },
          ],
        },
      ],
      inputImageProperties: SIZE,
    },
  };
  const mixed = object('1', answer('a', outline), answer('b', boxes(robin)));

  it('gives an object whose answers are of two kinds no label where nobody says which is asked for', () => {
    const { response, outcomes } = consolidate([mixed]);
    expect(response).toEqual([]);
    expect(outcomes[0]!.problems.map(({ workerId }) => workerId)).toEqual(['a', 'b']);
    expect(outcomes[0]!.problems[0]!.problem).toContain('answers of boxes and polygons');
  });

  it('labels it by the answers of the kind that the job, or the rest of the payload, asks for, and names the others', () => {
    const asked = consolidatePayload([mixed], { ...context, taskType: 'bounding-box' }, emptyWorkerState(), pngCodec);
    for (const { response, outcomes } of [asked, consolidate([mixed, good('0')])]) {
      expect(response[0]!.consolidatedAnnotation.content.labels).toMatchObject({ annotations: [{ left: 10 }] });
      expect(outcomes[0]!.problems).toEqual([
        { workerId: 'a', problem: 'no answer of the kind boxes: it is of the kind polygons' },
      ]);
    }
  });

  it('says nothing of confidence, and learns nothing of the worker but the answer, where one worker answered alone', () => {
    const classOf = (label: string) => ({ choice: { label } });
    const setOf = (...chosen: string[]) => ({ choice: { labels: chosen } });
    const metadataOf = (content: unknown) => {
      const { response, contribution } = consolidate([object('0', answer('a', content))]);
      return { metadata: response[0]!.consolidatedAnnotation.content['labels-metadata'], contribution };
    };
    const box = metadataOf(boxes(robin));
    expect(box.metadata).toMatchObject({ objects: [{}] });
    expect((box.metadata as { objects: unknown[] }).objects).toEqual([{}]);
    expect(box.contribution.boxes.workers.a).toMatchObject({ answers: 1, real: 0, unreal: 0, spurious: 0, placed: 0 });
    const one = metadataOf(classOf('robin'));
    expect(one.metadata).not.toHaveProperty('confidence');
    expect(one.contribution.labels.workers.a).toMatchObject({ answers: 1, confusion: { robin: {}, wren: {} } });
    expect(metadataOf(setOf('robin')).metadata).toMatchObject({ 'class-map': { 0: 'robin' }, 'confidence-map': {} });
  });

  it('keeps a box that one worker of three drew as a marked candidate', () => {
    const extra = { ...robin, left: 40 };
    const { response } = consolidate([
      object('0', answer('a', boxes(robin, extra)), answer('b', boxes(robin)), answer('c', boxes(robin))),
    ]);
    const { content } = response[0]!.consolidatedAnnotation;
    expect(content.labels).toMatchObject({ annotations: [{ class_id: 0 }, { class_id: 0 }] });
    const { objects } = content['labels-metadata'] as { objects: Array<{ confidence: number; candidate?: boolean }> };
    expect(objects.map(({ candidate }) => candidate)).toEqual([undefined, true]);
    expect(objects[0]!.confidence).toBeGreaterThan(0.5);
    expect(objects[1]!.confidence).toBeLessThan(0.5);
  });

  it('gives the same bytes for the same payload and state, and a state that adds up', () => {
    const first = consolidate([good('0'), good('1')]);
    expect(JSON.stringify(consolidate([good('0'), good('1')]))).toBe(JSON.stringify(first));
    const twice = addWorkerStates(first.contribution, first.contribution);
    expect(twice.boxes.workers.a!.answers).toBe(4);
  });

  it('merges masks of exact colours into a palette PNG whose indexes are the labels', () => {
    const mask = (left: number) => {
      const pixels = new Uint8Array(SIZE.width * SIZE.height);
      for (let y = 10; y < 30; y++) for (let x = left; x < left + 20; x++) pixels[y * SIZE.width + x] = 1;
      const png = encodePalettePng({ ...SIZE, mask: pixels }, [0xffffff, 0x2ca02c], pngCodec);
      return {
        'crowd-semantic-segmentation': {
          inputImageProperties: SIZE,
          labelMappings: { wren: { color: '#2ca02c' } },
          labeledImage: { pngImageData: Buffer.from(png).toString('base64') },
        },
      };
    };
    const wrongSize = mask(10);
    wrongSize['crowd-semantic-segmentation'].inputImageProperties = { width: 10, height: 10 };
    const { response, files, outcomes } = consolidate([
      object('0', answer('a', mask(10)), answer('b', mask(10)), answer('c', mask(11))),
      object('1', answer('a', wrongSize)),
    ]);
    expect(outcomes[1]!.problems[0]!.problem).toBe('the mask is 64 x 48 pixels, the image 10 x 10');
    const { content } = response[0]!.consolidatedAnnotation;
    expect(content.labels).toBe('s3://bucket/out/0.png');
    expect(content['labels-metadata']).toMatchObject({
      type: 'groundtruth/semantic-segmentation',
      'internal-color-map': { 0: { 'class-name': 'BACKGROUND' }, 2: { 'class-name': 'wren', 'hex-color': '#ff7f0e' } },
    });
    const { colours } = decodePng(files[0]!.bytes, { inflate: (data) => inflateSync(data) });
    expect(colours.filter((colour) => colour === 0xff7f0e).length).toBe(400);
  });

  it('refuses a PNG that inflates to less than it promises', () => {
    const png = encodePalettePng({ width: 4, height: 4, mask: new Uint8Array(16) }, [0xffffff], {
      ...pngCodec,
      deflate: () => deflateSync(new Uint8Array(3)),
    });
    expect(() => decodePng(png, pngCodec)).toThrow('cut off');
  });

  it('reads lines, polylines and painted instances of their elements, and labels them', () => {
    const vertices = [
      { x: 4, y: 4 },
      { x: 40, y: 30 },
    ];
    const lines = (field: string) => ({
      drawn: { [field]: [{ label: 'wren', vertices }], inputImageProperties: SIZE },
    });
    const both = consolidate([object('0', answer('a', lines('lines')), answer('b', lines('polylines')))]);
    expect(both.response[0]!.consolidatedAnnotation.content).toMatchObject({
      labels: { annotations: [{ class_id: 1, line: vertices }] },
      'labels-metadata': { 'class-map': { 1: 'wren' }, type: 'groundtruth/custom' },
    });
    expect(both.contribution.lines.workers).toHaveProperty('a');
    const pixels = new Uint8Array(SIZE.width * SIZE.height);
    pixels.fill(1, 100, 120);
    pixels.fill(2, 120, 140);
    const png = encodePalettePng({ ...SIZE, mask: pixels }, [0xffffff, 0x112233, 0x445566], pngCodec);
    const painted = {
      masks: {
        instances: [
          { color: '#112233', label: 'robin' },
          { color: '#445566', label: 'robin' },
        ],
        labeledImage: { pngImageData: Buffer.from(png).toString('base64') },
        inputImageProperties: SIZE,
      },
    };
    const { response, files } = consolidate([object('0', answer('a', painted), answer('b', painted))]);
    expect(response[0]!.consolidatedAnnotation.content).toMatchObject({
      labels: 's3://bucket/out/0.png',
      'labels-metadata': {
        'internal-color-map': {
          0: { 'class-name': 'BACKGROUND' },
          1: { 'class-name': 'robin' },
          2: { 'class-name': 'robin' },
        },
      },
    });
    const { colours } = decodePng(files[0]!.bytes, { inflate: (data) => inflateSync(data) });
    expect(new Set(colours.subarray(100, 140)).size).toBe(2);
  });
});
