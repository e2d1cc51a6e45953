import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ExportFormat } from '../../../../shared/contracts/export-formats.ts';
import { classMap, extendClasses, readLabelCategories } from '../../../../shared/domain/dataset/class-map.ts';
import { exportWriters } from '../../../../shared/domain/dataset/export-dataset.ts';
import type { Trait } from '../../../../shared/domain/dataset/formats/format.ts';
import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import { bareRecord, type ImageRecord } from '../../../../shared/domain/dataset/image-record.ts';
import { boxes, read, sourceOf, write } from './memory-dataset.ts';

const readAs = (format: string, files: Record<string, string>, labels?: string[]) =>
  read(formats[format]!.reader!, sourceOf(files, { width: 200, height: 100 }), labels);
const writeAs = (format: string, records: ImageRecord[], labels: string[]) =>
  write(formats[format]!.writer!, records, labels);

describe('every format', () => {
  const docs = readFileSync(resolve(import.meta.dirname, '../../../../docs/dataset-formats.md'), 'utf8');
  /** Columns of the docs' table, and the trait that each is about. */
  const COLUMNS: Record<string, Trait> = {
    boxes: 'boxes',
    polygons: 'polygons',
    masks: 'masks',
    'image classes': 'classes',
    confidence: 'confidence',
    'human or machine': 'provenance',
    'images without objects': 'negatives',
    'other attributes': 'attributes',
    'image paths': 'image paths',
    sides: 'splits',
    'unlabeled images': 'unlabeled images',
    'checked labels': 'checked labels',
  };
  const cellsOf = (line: string | undefined) => line?.split('|').map((cell) => cell.trim()) ?? [];
  const head = cellsOf(docs.split('\n').find((line) => line.startsWith('| `--from`')));

  it.each(Object.values(formats))('$name has a row in the docs that says what it reads, writes and keeps', (format) => {
    const row = cellsOf(docs.split('\n').find((line) => line.startsWith(`| \`${format.name}\` |`)));
    expect([row[3], row[4]]).toEqual([format.reader ? 'x' : 'k', format.writer ? 'x' : 'k']);
    if (format.writer)
      for (const [column, trait] of Object.entries(COLUMNS))
        expect([column, row[head.indexOf(column)] === 'x']).toEqual([column, format.writer.keeps.has(trait)]);
    expect(docs).toContain(format.sides);
  });

  it('is exported by projects where it has a writer, but for the datasets own form', () => {
    const writable = Object.values(formats).filter(({ writer, name }) => writer && name !== 'ground-truth');
    expect(Object.keys(exportWriters).sort()).toEqual(writable.map(({ name }) => name).sort());
    for (const { name, writer } of writable) expect(exportWriters[name as ExportFormat]).toBe(writer);
  });

  const metadata = {
    'class-map': { '0': 'a' },
    objects: [{ confidence: 1 }],
    'human-annotated': 'yes',
    type: 'groundtruth/x',
    'checked-for': ['a'],
  };
  const label = (annotation: object) => ({
    'source-ref': 's3://b/1.jpg',
    l: { image_size: [{ width: 9, height: 9 }], annotations: [annotation] },
    'l-metadata': metadata,
  });
  const samples = [
    label({ class_id: 0, left: 1, top: 1, width: 2, height: 2 }),
    label({
      class_id: 0,
      vertices: [
        { x: 1, y: 1 },
        { x: 2, y: 1 },
        { x: 2, y: 2 },
      ],
      parts: [[{ x: 1, y: 1 }]],
    }),
    label({ class_id: 0, mask: { width: 2, height: 2, counts: [1, 3] } }),
    { 'source-ref': 's3://b/1.jpg', l: [0], 'l-metadata': { ...metadata, 'confidence-map': { '0': 1 } } },
    { 'source-ref': 's3://b/1.jpg', l: 0, 'l-metadata': { 'class-name': 'a', confidence: 1 } },
    {
      'source-ref': 's3://b/1.jpg',
      'l-ref': 's3://b/1.png',
      'l-ref-metadata': { 'internal-color-map': { '1': { 'class-name': 'a', 'hex-color': '#ffffff' } } },
    },
  ];
  /** The document with one value, anywhere in it, replaced. */
  const withValue = (document: unknown, path: number, value: unknown): unknown => {
    if (typeof document !== 'object' || document === null || path === 0) return value;
    const keys = Object.keys(document);
    const key = keys[path % keys.length]!;
    const copy = structuredClone(document) as Record<string, unknown>;
    copy[key] = withValue(copy[key], Math.floor(path / keys.length), value);
    return copy;
  };

  it.each(['ground-truth', 'rekognition'])(
    '%s is read and written without an exception, whatever takes the place of a value',
    async (format) => {
      const values = [null, '', 'x', 0, -1, 1e9, [], [null], {}, { x: null }, [[1]], true];
      const texts = new Set<string>();
      for (const sample of samples)
        for (let path = 0; path < 400; path++)
          for (const value of values) texts.add(`${JSON.stringify(withValue(sample, path, value))}\n`);
      expect(texts.size).toBeGreaterThan(1000);
      for (const text of texts) {
        const { records, problems } = await readAs(format, { 'm.manifest': text });
        expect([text, records.length + problems.length > 0]).toEqual([text, true]);
        for (const to of ['ground-truth', 'coco', 'yolo', 'csv']) await writeAs(to, records, ['a']);
      }
    },
  );
});

describe('class lists', () => {
  it('only ever grow behind their end', () => {
    expect(extendClasses(['a', 'b'], ['a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
    expect(() => extendClasses(['a', 'b'], ['b', 'a'])).toThrow('class 0 is "a" and cannot become "b"');
    expect(() => extendClasses(['a', 'b'], ['a'])).toThrow('class 1');
    expect(() => classMap(['a', 'a'], 'given')).toThrow('twice');
  });

  it("are read from Ground Truth's file, a JSON list and lines", () => {
    const files = [
      '{"document-version":"2018-11-28","labels":[{"label":"b"},{"label":"a"}]}',
      '["b","a"]',
      '\uFEFFb\r\na\r\n',
    ];
    for (const text of files) expect(readLabelCategories(text, 'file')).toEqual(['b', 'a']);
    expect(() => readLabelCategories('{"labels":[]}', 'x.json')).toThrow('x.json is no label category file');
  });
});

describe('Label Studio exports', () => {
  const region = (type: string, value: object) => ({ type, original_width: 200, original_height: 100, value });
  const task = (result: object[], more: object = {}) => ({
    id: 7,
    data: { image: 's3://b/x.jpg' },
    annotations: [{ result, updated_at: '2026-01-02', ...more }],
  });
  const readTasks = (...tasks: object[]) => readAs('label-studio', { 'export.json': JSON.stringify(tasks) });

  it('turn percents into pixels, and rotated boxes into their corners', async () => {
    const rectangle = { x: 10, y: 20, width: 30, height: 40, rectanglelabels: ['car'] };
    const { records } = await readTasks(
      task([
        region('rectanglelabels', rectangle),
        region('rectanglelabels', { ...rectangle, x: 50, rotation: 90 }),
        region('polygonlabels', {
          points: [
            [0, 0],
            [50, 0],
            [0, 50],
          ],
          polygonlabels: ['tree'],
        }),
      ]),
    );
    expect(records[0]!.shapes[0]).toMatchObject({ label: 'car', left: 20, top: 20, width: 60, height: 40 });
    const turned = records[0]!.shapes[1]!;
    expect([turned.left, turned.top, turned.width, turned.height].map(Math.round)).toEqual([60, 20, 40, 60]);
    expect(records[0]!.shapes[2]).toMatchObject({ label: 'tree', polygons: [[0, 0, 100, 0, 0, 50]] });
  });

  it('give the newest annotation that was not cancelled, and say what cannot be read', async () => {
    const { records, problems } = await readTasks(
      { ...task([]), annotations: [{ result: [], was_cancelled: true }] },
      { ...task([region('choices', { choices: ['day'] })]), data: { image: '/data/local-files/?d=a%20b/y.jpg' } },
      { ...task([region('ellipselabels', { ellipselabels: ['car'] })]), data: { image: 'z.jpg' } },
    );
    expect(records.map(({ kind, image }) => [kind, image])).toEqual([
      ['unlabeled', 's3://b/x.jpg'],
      ['class', 'a b/y.jpg'],
      ['failed', 'z.jpg'],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['broken-shape']);
  });
});

describe('CVAT exports', () => {
  it("give boxes, polygons, masks, attributes, subsets and the task's class order", async () => {
    const xml = `<?xml version="1.0"?><annotations><meta><task><labels><label><name>dog</name></label><label><name>a &amp; b</name></label></labels></task></meta>
      <image id="0" name="x/1.jpg" width="8" height="4" subset="Validation">
        <box label="dog" occluded="1" xtl="1.5" ytl="1" xbr="3" ybr="2.5"><attribute name="age">old</attribute></box>
        <polygon label="a &amp; b" points="0,0;4,0;4,2"/><mask label="dog" rle="1, 2, 1" left="2" top="1" width="2" height="2"/><polyline label="dog" points="0,0;1,1"/>
      </image><image id="1" name="2.jpg" width="8" height="4"></image></annotations>`;
    const { records, problems } = await readAs('cvat', { 'annotations.xml': xml });
    expect(records[0]).toMatchObject({
      image: 'x/1.jpg',
      split: 'validation',
      shapes: [
        { label: 'dog', left: 1.5, top: 1, width: 1.5, height: 1.5, extra: { age: 'old', occluded: 1 } },
        { label: 'a & b', polygons: [[0, 0, 4, 0, 4, 2]] },
        { label: 'dog', left: 2, top: 1, width: 2, height: 2 },
      ],
    });
    expect(records[1]).toMatchObject({ image: '2.jpg', shapes: [] });
    expect(problems.map(({ code }) => code)).toEqual(['unsupported-shape']);
    const classes = await formats.cvat!.reader!.classes!(sourceOf({ 'a.xml': xml }), {
      attribute: undefined,
      labels: undefined,
    });
    expect(classes!.labels).toEqual(['dog', 'a & b']);
  });
});

describe('YOLO folders', () => {
  it('are read with class names in every spelling of data.yaml, negatives included, and bad lines by number', async () => {
    for (const names of [
      'names: [no, yes it is]',
      'names:\n  0: "no"\n  1: yes it is',
      'nc: 2\nnames:\n- "no"\n- yes it is',
    ]) {
      const files = {
        'data.yaml': `train: images/train\n${names}\n`,
        'images/train/a.jpg': '',
        'images/train/b.jpg': '',
        'labels/train/a.txt': '1 0.5 0.5 0.5 0.5\nx\n9 0.5 0.5 0.1 0.1\n',
        'images/train/c.jpg': '',
        'labels/train/c.txt': '1 0.5 0.5 0.5 0.5\n',
      };
      const { records, problems } = await readAs('yolo', files);
      expect(records).toMatchObject([
        { image: 'images/train/a.jpg', split: 'train', kind: 'failed' },
        { image: 'images/train/b.jpg', kind: 'shapes', shapes: [] },
        {
          image: 'images/train/c.jpg',
          shapes: [{ label: 'yes it is', left: 50, top: 25, width: 100, height: 50 }],
        },
      ]);
      expect(problems.map(({ code, line }) => [code, line])).toEqual([
        ['broken-line', 2],
        ['unknown-class', 3],
      ]);
    }
  });

  it('quote the names that YAML would take for something else, and keep files of equal names apart', async () => {
    const { files } = await writeAs(
      'yolo',
      [boxes('s3://b/x/1.jpg', ['no', 0, 0, 64, 48]), boxes('s3://b/y/1.png'), boxes('s3://b/z/a.b.jpg')],
      ['no', 'on'],
    );
    expect(files['data.yaml']).toContain('  0: "no"\n  1: "on"\n');
    const labels = Object.keys(files).filter((file) => file.startsWith('labels/'));
    expect(labels).toEqual([
      'labels/train/1.txt',
      expect.stringMatching(/^labels\/train\/1-[0-9a-f]{8}\.txt$/),
      'labels/train/a.b.txt',
    ]);
    expect(labels.map((file) => files[file])).toEqual(['0 0.05 0.05 0.1 0.1\n', '', '']);
  });

  it('leave out images that nobody checked for every class, because an empty place is a negative there', async () => {
    const unchecked = { ...boxes('s3://b/1.jpg', ['cat', 0, 0, 9, 9]), checkedFor: ['cat'] };
    const { counts } = await writeAs('yolo', [unchecked, boxes('s3://b/2.jpg')], ['cat', 'dog']);
    expect(counts).toMatchObject({ written: 1, lost: { 'checked labels': 1 } });
    const { files } = await writeAs('coco', [unchecked], ['cat', 'dog']);
    expect(JSON.parse(files['instances.json'] as string).images[0].not_exhaustive_category_ids).toEqual([2]);
  });
});

describe('CSV', () => {
  it('quotes names, joins quoted line breaks and reports rows that cannot be read', async () => {
    const header = 'img_file,category,box_left,box_top,box_height,box_width,img_width,img_height';
    const rows = [
      '"a, ""b"".jpg","two\nlines",1,2,3,4,200,100',
      '1.jpg,cat,x,2,3,4,200,100',
      '1.jpg,cat,1,2,3,4,200,100',
    ];
    const { records, problems } = await readAs('csv', { 'annot.csv': `${[header, ...rows].join('\r\n')}\r\n` });
    expect(records).toMatchObject([
      { image: 'a, "b".jpg', shapes: [{ label: 'two\nlines', left: 1, top: 2, height: 3, width: 4 }] },
      { image: '1.jpg', kind: 'failed' },
    ]);
    expect(problems.map(({ code, line }) => [code, line])).toEqual([['broken-row', 4]]);
  });
});

describe('formats for AWS', () => {
  it("hold Rekognition's limits by its own error codes", async () => {
    const many = boxes(
      's3://b/1.jpg',
      ...Array.from({ length: 51 }, (): [string, number, number, number, number] => ['cat', 1, 1, 9, 9]),
    );
    const tiny = { ...boxes('s3://other/2.gif', ['cat', 1, 1, 9, 9]), width: 63 };
    const { problems } = await writeAs('rekognition', [many, tiny, boxes('local.jpg')], ['cat']);
    expect(problems.map(({ code }) => code)).toEqual([
      'ERROR_TOO_MANY_BOUNDING_BOXES',
      'ERROR_IMAGES_IN_MULTIPLE_S3_BUCKETS',
      'ERROR_INVALID_IMAGE',
      'ERROR_INVALID_IMAGE_DIMENSION',
      'ERROR_INVALID_SOURCE_REF_FORMAT',
    ]);
  });

  it("give SageMaker's algorithms lines of one form and name their attributes", async () => {
    const failed = { ...bareRecord('s3://b/3.jpg', 'failed'), reason: 'expired' };
    const { files } = await writeAs(
      'sagemaker',
      [boxes('s3://b/1.jpg', ['cat', 1, 2, 3, 4]), boxes('s3://b/2.jpg'), failed],
      ['cat'],
    );
    const lines = (files['train.manifest'] as string)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => Object.keys(line))).toEqual([
      ['source-ref', 'labels'],
      ['source-ref', 'labels'],
    ]);
    expect(lines[0].labels).toEqual({
      image_size: [{ width: 640, height: 480, depth: 3 }],
      annotations: [{ class_id: 0, left: 1, top: 2, width: 3, height: 4 }],
    });
    const channels = JSON.parse(files['channels.json'] as string);
    expect(channels.InputDataConfig[0].DataSource.S3DataSource.AttributeNames).toEqual(['source-ref', 'labels']);
    expect(channels.HyperParameters).toEqual({ num_classes: '1', num_training_samples: '2' });
  });
});
