import { describe, expect, it } from '@jest/globals';
import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import { read, sourceOf, write } from './memory-dataset.ts';

const SIZE = { width: 200, height: 100 };
const NAMES = ['nose', 'left_eye', 'right_eye'];
const COCO = {
  images: [{ id: 7, file_name: 'a.jpg', ...SIZE }],
  categories: [
    {
      id: 1,
      name: 'person',
      supercategory: '',
      keypoints: NAMES,
      skeleton: [
        [1, 2],
        [1, 3],
      ],
    },
    { id: 2, name: 'ball', supercategory: '' },
  ],
  annotations: [
    { bbox: [10, 10, 40, 50], category_id: 1, keypoints: [20, 30, 2, 25, 25, 1, 0, 0, 0], num_keypoints: 2 },
    {
      bbox: [100, 10, 40, 50],
      category_id: 1,
      segmentation: [[100, 10, 140, 10, 140, 60, 100, 60]],
      keypoints: [110, 20, 2, 120, 15.5, 2, 105, 15, 2],
      num_keypoints: 3,
    },
    { bbox: [60, 60, 10, 10], category_id: 1, keypoints: [0, 0, 0, 0, 0, 0, 0, 0, 0], num_keypoints: 0 },
    { bbox: [80, 80, 10, 10], category_id: 2 },
  ].map((annotation, at) => ({ id: at + 1, image_id: 7, iscrowd: 0, ...annotation })),
};
const LABELS = ['person', 'ball'];

const readAs = (format: string, files: Record<string, string>, labels?: string[]) =>
  read(formats[format]!.reader!, sourceOf(files, SIZE), labels);
const fromCoco = () => readAs('coco', { 'x.json': JSON.stringify(COCO) });

describe('key points of objects', () => {
  it('come back from COCO as they went: names, lines between them, what is hidden, what nobody set', async () => {
    const { records, problems } = await fromCoco();
    expect(problems).toEqual([]);
    const { files, counts } = await write(formats.coco!.writer!, records, LABELS);
    expect(counts.lost).not.toHaveProperty('keypoints');
    const written = JSON.parse(files['instances.json'] as string);
    expect(written.categories).toEqual(COCO.categories);
    expect(written.annotations).toMatchObject(COCO.annotations.map(({ image_id: _, ...rest }) => rest));
    expect(written.annotations[3]).not.toHaveProperty('keypoints');
  });

  it('come back from YOLO pose, which has the same number of points in every line and pairs left with right', async () => {
    const { records } = await fromCoco();
    const { files, counts } = await write(formats['yolo-pose']!.writer!, records, LABELS);
    expect(counts.lost).not.toHaveProperty('keypoints');
    const lines = (files['labels/train/a.txt'] as string).trim().split('\n');
    expect(lines[0]).toBe('0 0.15 0.35 0.2 0.5 0.1 0.3 2 0.125 0.25 1 0 0 0');
    expect(new Set(lines.map((line) => line.split(' ').length))).toEqual(new Set([5 + 3 * NAMES.length]));
    expect(files['data.yaml']).toContain(
      'kpt_shape: [3, 3]\nflip_idx: [0,2,1]\nkpt_names:\n  0: ["nose","left_eye","right_eye"]\n',
    );
    const back = await readAs('yolo-pose', files as Record<string, string>);
    expect(back.problems).toEqual([]);
    const again = await write(formats.coco!.writer!, back.records, LABELS);
    const written = JSON.parse(again.files[Object.keys(again.files)[0]!] as string);
    expect(written.categories[0]).toEqual(COCO.categories[0]);
    expect(
      written.annotations.map(({ keypoints = [] }: { keypoints?: number[] }) =>
        keypoints.map((value) => Math.round(value * 1e4) / 1e4),
      ),
    ).toEqual(
      COCO.annotations.map((annotation) => ('keypoints' in annotation ? annotation.keypoints : new Array(9).fill(0))),
    );
  });

  it('wait in YOLO pose for the first object that has any', async () => {
    const { records } = await fromCoco();
    const ball = { ...records[0]!, image: 'b.jpg', shapes: [records[0]!.shapes[3]!] };
    const { files } = await write(formats['yolo-pose']!.writer!, [ball, ...records], LABELS);
    expect((files['labels/train/b.txt'] as string).trim().split(' ')).toHaveLength(14);
  });

  it('come back from a manifest, with their names and lines', async () => {
    const { records } = await fromCoco();
    const { files } = await write(formats['ground-truth']!.writer!, records, LABELS);
    const back = await readAs('ground-truth', files as Record<string, string>);
    expect(back.problems).toEqual([]);
    expect(back.records[0]!.shapes.map(({ pose }) => pose?.points)).toEqual(
      records[0]!.shapes.map(({ pose }) => pose?.points),
    );
    expect(back.records[0]!.shapes[0]!.pose!.schema).toEqual({
      names: NAMES,
      edges: [
        [0, 1],
        [0, 2],
      ],
    });
  });

  it('are objects where a project of key points has each as a label, by the object that workers named', async () => {
    const annotation = (class_id: number, x: number, y: number, more = {}) => ({ class_id, x, y, ...more });
    const line = {
      'source-ref': 's3://b/a.jpg',
      labels: {
        image_size: [{ ...SIZE, depth: 3 }],
        annotations: [
          annotation(0, 20, 30, { object: 1 }),
          annotation(1, 30, 30, { object: 1, visible: false }),
          annotation(0, 120, 30, { object: 2 }),
          annotation(2, 1, 1, { object: 1 }),
        ],
      },
      'labels-metadata': {
        objects: [{ confidence: 0.9 }, { confidence: 0.7 }, {}, { confidence: 0.1, candidate: true }],
        'class-map': { 0: 'nose', 1: 'left_eye', 2: 'right_eye' },
        'keypoint-schema': { object: 'person', names: NAMES, edges: [[0, 1]] },
        'checked-for': NAMES,
        'human-annotated': 'yes',
        type: 'groundtruth/custom',
      },
    };
    const files = { 'x.manifest': JSON.stringify(line) };
    const { records, problems } = await readAs('ground-truth', files);
    expect(problems).toEqual([]);
    expect(records[0]!.shapes).toMatchObject([
      { label: 'person', left: 19, top: 29, width: 12, height: 2, confidence: 0.7 },
      { label: 'person', left: 119, top: 29, width: 2, height: 2 },
    ]);
    expect(
      await formats['ground-truth']!.reader!.classes!(sourceOf(files), { attribute: undefined, labels: undefined }),
    ).toMatchObject({ labels: ['person'] });
    const { files: written } = await write(formats.coco!.writer!, records, ['person']);
    expect(JSON.parse(written['instances.json'] as string).annotations).toMatchObject([
      { keypoints: [20, 30, 2, 30, 30, 1, 0, 0, 0] },
      { keypoints: [120, 30, 2, 0, 0, 0, 0, 0, 0] },
    ]);
  });
});
