import { describe, expect, it } from '@jest/globals';
import { groundTruthReader } from '../../../../../../shared/domain/dataset/formats/ground-truth/ground-truth-reader.ts';
import { groundTruthWriter } from '../../../../../../shared/domain/dataset/formats/ground-truth/ground-truth-writer.ts';
import { read, sourceOf, write } from '../../memory-dataset.ts';

const SIZE = [{ width: 640, height: 480, depth: 3 }];
const box = (class_id: unknown, left = 10) => ({ class_id, left, top: 20, width: 30, height: 40 });
const metadata = (more: object = {}) => ({
  objects: [{ confidence: 0.9 }],
  'class-map': { '0': 'cat' },
  type: 'groundtruth/object-detection',
  'human-annotated': 'yes',
  'creation-date': '2026-05-01T10:00:00.000000',
  'job-name': 'labeling-job/cats',
  ...more,
});
const line = (name: string, more: object = {}) => ({
  'source-ref': `s3://b/${name}.jpg`,
  cats: { image_size: SIZE, annotations: [box(0)] },
  'cats-metadata': metadata(),
  ...more,
});
const manifest = (...lines: unknown[]) => ({
  'm.manifest': lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n'),
});
const readLines = (labels: string[] | undefined, ...lines: unknown[]) =>
  read(groundTruthReader, sourceOf(manifest(...lines)), labels);
const codes = (problems: ReadonlyArray<{ code: string; line?: number | undefined }>) =>
  problems.map(({ code, line: at }) => `${at} ${code}`);

describe('the Ground Truth manifest reader', () => {
  it('reports broken lines by number and reason, and reads all others', async () => {
    const { records, problems } = await readLines(
      undefined,
      line('1'),
      '{"source-ref": "s3://b/2.jpg", ',
      '[1]',
      { cats: 1 },
      line('5'),
      '{"source-ref":"s3://b/6.jp',
    );
    expect(records.map(({ image }) => image)).toEqual(['s3://b/1.jpg', 's3://b/5.jpg']);
    expect(codes(problems)).toEqual(['2 broken-json', '3 broken-json', '4 no-source-ref', '6 broken-json']);
    expect(problems.at(-1)!.reason).toContain('cut off');
  });

  it('takes the 0 that Ground Truth writes for one worker alone for no confidence, a machine’s 0 for a value', async () => {
    const rated = (name: string, confidence: number | undefined, human: string) =>
      line(name, { 'cats-metadata': metadata({ objects: [{ confidence }], 'human-annotated': human }) });
    const lines = [rated('1', 0, 'yes'), rated('2', 0, 'no'), rated('3', undefined, 'yes'), rated('4', 0.4, 'yes')];
    // The reader learns the form of a line once and reads the others by it: both ways must agree.
    const { records } = await readLines(undefined, ...lines, ...lines);
    const found = records.map(({ shapes }) => shapes[0]!.confidence);
    expect(found).toEqual([undefined, 0, undefined, 0.4, undefined, 0, undefined, 0.4]);
  });

  it('takes a byte order mark, CRLF and blank lines for what they are', async () => {
    const files = { 'm.manifest': `\uFEFF${JSON.stringify(line('1'))}\r\n\r\n   \n${JSON.stringify(line('2'))}\r\n` };
    const { records, problems } = await read(groundTruthReader, sourceOf(files));
    expect(records.map(({ image }) => image)).toEqual(['s3://b/1.jpg', 's3://b/2.jpg']);
    expect(problems).toEqual([]);
  });

  it('calls a line labeled only when it has the label, and failed ones by their reason', async () => {
    const failed = {
      'source-ref': 's3://b/2.jpg',
      'cats-metadata': { 'retry-count': 1, 'failure-reason': 'expired', 'human-annotated': 'true' },
    };
    const { records } = await readLines(undefined, line('1'), failed, { 'source-ref': 's3://b/3.jpg' });
    expect(records.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['shapes', undefined],
      ['failed', 'expired'],
      ['unlabeled', undefined],
    ]);
  });

  it('leaves out the boxes that consolidation marked as candidates, and the pre-labels of unlabeled images', async () => {
    const candidates = {
      cats: { image_size: SIZE, annotations: [box(0), box(0, 200)] },
      'cats-metadata': metadata({ objects: [{ confidence: 0.9 }, { confidence: 0.2, candidate: true }] }),
    };
    const preLabeled = {
      'source-ref': 's3://b/2.jpg',
      'pre-labels': { image_size: SIZE, annotations: [box(0)] },
      'pre-labels-metadata': metadata(),
    };
    const { records } = await readLines(undefined, line('1', candidates), preLabeled);
    expect(records.map(({ kind, shapes }) => [kind, shapes.map(({ left }) => left)])).toEqual([
      ['shapes', [10]],
      ['unlabeled', []],
    ]);
  });

  it('takes the newest of chained attributes, never a verification, and the named one when it is named', async () => {
    const chained = line('1', {
      adjusted: { image_size: SIZE, annotations: [box(0, 99)] },
      'adjusted-metadata': metadata({ 'creation-date': '2026-06-01T00:00:00', 'adjustment-status': 'adjusted' }),
      verified: '0',
      'verified-metadata': {
        type: 'groundtruth/label-verification',
        'class-name': 'good',
        confidence: 1,
        'creation-date': '2026-07-01T00:00:00',
      },
    });
    const files = manifest(chained);
    const newest = await read(groundTruthReader, sourceOf(files));
    const named = await read(groundTruthReader, sourceOf(files), undefined, 'cats');
    expect([newest, named].map(({ records }) => records[0]!.shapes[0]!.left)).toEqual([99, 10]);
  });

  it('says where labels come under another attribute than before', async () => {
    const other = {
      'source-ref': 's3://b/2.jpg',
      dogs: { image_size: SIZE, annotations: [box(0)] },
      'dogs-metadata': metadata(),
    };
    const { records, problems } = await readLines(undefined, line('1'), other);
    expect(records.map(({ shapes }) => shapes.length)).toEqual([1, 1]);
    expect(codes(problems)).toEqual(['2 mixed-attributes']);
  });

  it('reads class ids as text, reports ids without a name and class maps against the category file', async () => {
    const text = line('1', { cats: { image_size: SIZE, annotations: [box('0')] } });
    const nameless = line('2', { cats: { image_size: SIZE, annotations: [box(7), box(0)] } });
    const { records, problems } = await readLines(['dog', 'cat'], text, nameless);
    expect(records.map(({ shapes }) => shapes.map(({ label }) => label))).toEqual([['cat'], []]);
    expect(records[1]).toMatchObject({ kind: 'failed' });
    expect(codes(problems)).toContain('1 class-map-contradicts');
    expect(codes(problems)).toContain('2 unknown-class');
  });

  it("knows the job's class order from the lines only when their ids agree and leave no gap", async () => {
    const classes = (...maps: object[]) =>
      groundTruthReader.classes!(
        sourceOf(
          manifest(...maps.map((map, at) => line(String(at), { 'cats-metadata': metadata({ 'class-map': map }) }))),
        ),
        { attribute: undefined, labels: undefined },
      );
    expect(await classes({ '1': 'dog' }, { '0': 'cat' })).toEqual({ labels: ['cat', 'dog'], origin: 'source' });
    expect(await classes({ '2': 'dog' }, { '0': 'cat' })).toBeUndefined();
    expect(await classes({ '0': 'dog' }, { '0': 'cat' })).toBeUndefined();
  });

  it('says that a key has characters which nobody sees', async () => {
    const { records, problems } = await readLines(undefined, line('a\u200B'));
    expect(records).toHaveLength(1);
    expect(codes(problems)).toEqual(['1 invisible-character']);
  });

  it('passes over a line of 50 MB without holding it', async () => {
    const huge = async function* () {
      yield Buffer.from(`${JSON.stringify(line('1'))}\n{"source-ref":"`);
      for (let part = 0; part < 50; part++) yield Buffer.alloc(1_000_000, 'x');
      yield Buffer.from(`"}\n${JSON.stringify(line('3'))}`);
    };
    const source = { ...sourceOf(manifest()), chunks: huge };
    const { records, problems } = await read(groundTruthReader, source);
    expect(records.map(({ image }) => image)).toEqual(['s3://b/1.jpg', 's3://b/3.jpg']);
    expect(codes(problems)).toEqual(['2 line-too-long']);
  });

  it("expands a video job into its frames, with the sequence's prefix", async () => {
    const frames = {
      'tracking-annotations': [
        {
          'frame-no': '0',
          frame: 'f0.jpeg',
          annotations: [
            {
              height: 4,
              width: 3,
              top: 2,
              left: 1,
              'class-id': '0',
              'object-name': 'car:1',
              'object-id': 'x',
              'label-category-attributes': {},
            },
          ],
        },
      ],
    };
    const video = {
      'source-ref': 's3://b/seq.json',
      'v-ref': 's3://b/SeqLabel.json',
      'v-ref-metadata': {
        'class-map': { '0': 'car' },
        'human-annotated': 'yes',
        type: 'groundtruth/video-object-tracking',
      },
    };
    const files = {
      ...manifest(video),
      's3://b/SeqLabel.json': JSON.stringify(frames),
      's3://b/seq.json': '{"prefix":"s3://frames/clip/"}',
    };
    const source = { ...sourceOf(files), files: ['m.manifest'] };
    const { records } = await read(groundTruthReader, source);
    expect(records).toMatchObject([
      {
        image: 's3://frames/clip/f0.jpeg',
        shapes: [{ label: 'car', left: 1, top: 2, width: 3, height: 4, extra: { 'object-id': 'x' } }],
      },
    ]);
  });

  it('keeps lines of texts, point clouds and custom forms as other tasks', async () => {
    const ner = {
      source: 'a text',
      n: { annotations: { entities: [] } },
      'n-metadata': { type: 'groundtruth/text-span' },
    };
    const cloud = {
      'source-ref': 's3://b/1.bin',
      p: { annotations: [{ 'center-x': 1 }] },
      'p-metadata': { type: 'groundtruth/point_cloud_object_detection' },
    };
    const custom = { 'source-ref': 's3://b/2.jpg', c: { anything: 1 }, 'c-metadata': { type: 'groundtruth/custom' } };
    const { records } = await readLines(undefined, ner, cloud, custom);
    expect(records.map(({ kind }) => kind)).toEqual(['other', 'other', 'other']);
  });
});

describe('what every conversion holds against the class list and the image', () => {
  const convert = async (labels: string[], ...lines: unknown[]) => {
    const { records } = await readLines(labels, ...lines);
    return write(groundTruthWriter, records, labels);
  };

  it("cuts boxes at the image's edge, and leaves out an image of which a box is beside it", async () => {
    const label = (...annotations: object[]) => ({ cats: { image_size: SIZE, annotations } });
    const { files, counts, problems } = await convert(
      ['cat'],
      line('1', label({ ...box(0), left: -5 }, box(0))),
      line('2', label({ ...box(0), left: 700 }, box(0))),
      line('3', label({ ...box(0), width: -3 })),
    );
    const { labels } = JSON.parse(files['output.manifest'] as string);
    expect(labels.annotations.map(({ left, width }: { left: number; width: number }) => [left, width])).toEqual([
      [0, 25],
      [10, 30],
    ]);
    expect(counts).toMatchObject({ images: 3, written: 1, empty: 0 });
    expect(problems.map(({ code, image }) => `${code} ${image}`)).toEqual([
      'box-outside s3://b/1.jpg',
      'empty-box s3://b/2.jpg',
      'left-out s3://b/2.jpg',
      'empty-box s3://b/3.jpg',
      'left-out s3://b/3.jpg',
    ]);
  });

  it('reports classes that are not on the list, and second records of one image', async () => {
    const { counts, problems } = await convert(
      ['dog'],
      line('1', { 'cats-metadata': metadata({ 'class-map': { '0': 'wolf' } }) }),
      line('1'),
    );
    expect(counts).toMatchObject({ images: 2, written: 0, empty: 0 });
    expect(problems.map(({ code, image }) => [code, image])).toEqual([
      ['unknown-class', 's3://b/1.jpg'],
      ['left-out', 's3://b/1.jpg'],
      ['duplicate-image', 's3://b/1.jpg'],
    ]);
  });
});
