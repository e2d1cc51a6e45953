import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { changedImages, findConflicts } from '../../../cli/import/present-labels.ts';
import type { TaskType } from '../../../shared/contracts/project.ts';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { readClassMask } from '../../../shared/domain/shapes/class-mask.ts';
import { encodeRuns } from '../../../shared/domain/shapes/run-length.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';
import { readHeadLines } from '../../../shared/pipeline/datasets/dataset-version.ts';
import { PipelineHarness } from '../../pipeline-harness.ts';
import { sampleJpeg, withOrientation } from '../../sample-jpeg.ts';
import { headLines, ImportHarness, mergeAll, wake } from './import-harness.ts';

const LABELS = ['owl', 'duck'];
const SIZE = { width: 32, height: 24 };
const projectOf = (taskType: TaskType) => newProject({ project: 'birds', uid: 'abc123', labels: LABELS, taskType });

let drop: ImportHarness;
beforeEach(() => {
  drop = new ImportHarness();
});
afterEach(() => rmSync(drop.folder, { recursive: true }));

/** Writes a file of labels, or one of a folder of them. */
function put(name: string, content: string | Uint8Array): string {
  const path = join(drop.folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const coco = (annotations: object[], size: object = SIZE) =>
  put(
    'labels.json',
    JSON.stringify({
      images: ['a.jpg', 'b.jpg'].map((file_name, id) => ({ id, file_name, ...size })),
      annotations: annotations.map((each, id) => ({ id, ...each })),
      categories: LABELS.map((name, id) => ({ id, name })),
    }),
  );
const SQUARE = [4, 4, 12, 4, 12, 12, 4, 12];

/** The value that each image's label would have. */
async function planned(taskType: TaskType, labels: string, options: Parameters<ImportHarness['plan']>[1] = {}) {
  const plan = await drop.plan(projectOf(taskType), { labels, ...options });
  return {
    ...plan,
    values: Object.fromEntries(plan.images.map(({ file, label }) => [file.name, label.value])),
    codes: plan.problems.map(({ code }) => code),
  };
}

describe('labels of image classification come in', () => {
  beforeEach(() => {
    drop.image('owl/a.jpg', sampleJpeg(1));
    drop.image('duck/b.jpg', sampleJpeg(2));
  });

  it('from folders named by class, which nobody has to name a format', async () => {
    const { values } = await planned('image-classification', join(drop.folder, 'images'));
    expect(values).toEqual({ 'owl/a.jpg': 0, 'duck/b.jpg': 1 });
    const several = await planned('image-classification-multi-label', join(drop.folder, 'images'));
    expect(several.values).toEqual({ 'owl/a.jpg': [0], 'duck/b.jpg': [1] });
  });

  it.each([
    ['a column of classes', 'image,label\na.jpg,owl|duck\nb.jpg,duck\n'],
    ['a row for each class', 'filename;class\na.jpg;owl\na.jpg;duck\nb.jpg;duck\n'],
    ['a column of 0 and 1 for each class', 'path,owl,duck\nphotos/a.jpg,1,1\nphotos/b.jpg,0,1\n'],
    ['class numbers, with their names beside', 'image,label\na.jpg,0;1\nb.jpg,1\n'],
  ])('from a table with %s', async (_, text) => {
    const labels = put('labels.csv', text);
    const options = { 'label-categories': put('names.txt', 'owl\nduck\n') };
    const { values, codes } = await planned('image-classification-multi-label', labels, options);
    expect([values, codes]).toEqual([{ 'owl/a.jpg': [0, 1], 'duck/b.jpg': [1] }, []]);
    const single = await planned('image-classification', labels, options);
    expect([single.values, single.codes]).toEqual([{ 'duck/b.jpg': 1 }, ['not-one-class']]);
    expect(single.others.map(({ name }) => name)).toEqual(['owl/a.jpg']);
  });

  it("from Label Studio's choices", async () => {
    const task = (image: string, ...choices: string[]) => ({
      data: { image },
      annotations: [{ result: [{ type: 'choices', from_name: 'bird', value: { choices } }] }],
    });
    const labels = put('export.json', JSON.stringify([task('a.jpg', 'owl'), task('b.jpg', 'duck', 'owl')]));
    const { values } = await planned('image-classification-multi-label', labels);
    expect(values).toEqual({ 'owl/a.jpg': [0], 'duck/b.jpg': [0, 1] });
  });

  it('not from a table whose header says nothing, nor from boxes; images that show nothing are none of one class', async () => {
    const odd = await planned('image-classification', put('odd.csv', 'image,score\na.jpg,7\n'), {
      from: 'csv-classes',
    }).catch(({ message, details }) => `${message} ${details.todo}`);
    expect(odd).toContain('names no column of images and of classes');
    await expect(
      planned('image-classification', coco([{ image_id: 0, category_id: 0, bbox: [1, 1, 5, 5] }])),
    ).rejects.toMatchObject({
      message: expect.stringContaining('fits the task of birds, image-classification; nothing was written'),
      details: {
        why: 'the task takes one class an image; what coco says there is boxes',
        todo: expect.stringContaining('a folder a class (yolo-classify)'),
      },
    });
  });
});

describe('key points and painted objects come in', () => {
  beforeEach(() => {
    drop.image('a.jpg', sampleJpeg(1));
  });

  it('by the names of the points, object by object; what the objects are called is no class of the project', async () => {
    const { values, codes } = await planned(
      'keypoints',
      put(
        'people.json',
        JSON.stringify({
          images: [{ id: 0, file_name: 'a.jpg', width: 32, height: 24 }],
          categories: [{ id: 5, name: 'person', keypoints: ['owl', 'duck'], skeleton: [] }],
          annotations: [
            { id: 1, image_id: 0, category_id: 5, bbox: [1, 1, 9, 9], keypoints: [2, 3, 2, 5, 6, 1] },
            { id: 2, image_id: 0, category_id: 5, bbox: [9, 9, 9, 9], keypoints: [0, 0, 0, 12, 13, 2] },
          ],
        }),
      ),
    );
    expect(codes).toEqual([]);
    expect(values['a.jpg']).toMatchObject({
      annotations: [
        { class_id: 0, x: 2, y: 3, object: 1 },
        { class_id: 1, x: 5, y: 6, object: 1, visible: false },
        { class_id: 1, x: 12, y: 13, object: 2 },
      ],
    });
  });

  it('each object of a class in a colour of its own', async () => {
    const { images } = await planned(
      'instance-segmentation',
      coco([
        { image_id: 0, category_id: 1, segmentation: [SQUARE] },
        { image_id: 0, category_id: 1, segmentation: [[20, 2, 26, 2, 26, 8]] },
      ]),
    );
    const colours = images[0]!.label.metadata['internal-color-map'] as Record<string, { 'class-name': string }>;
    expect(Object.values(colours).map((colour) => colour['class-name'])).toEqual(['BACKGROUND', 'duck', 'duck']);
  });
});

describe('outlines come in', () => {
  beforeEach(() => {
    drop.image('a.jpg', sampleJpeg(1));
    drop.image('b.jpg', sampleJpeg(2));
  });

  it('from polygons of several parts, cut at the edge of the image, and from run lengths with their holes filled', async () => {
    const ring = new Uint8Array(32 * 24);
    for (let y = 2; y < 9; y++) for (let x = 2; x < 9; x++) ring[y * 32 + x] = x > 3 && x < 7 && y > 3 && y < 7 ? 0 : 1;
    const counts = encodeRuns(ring, 32, 24).counts;
    const { values, codes } = await planned(
      'polygon',
      coco([
        { image_id: 0, category_id: 1, segmentation: [SQUARE, [20, 20, 40, 20, 40, 22, 20, 22]] },
        { image_id: 1, category_id: 0, segmentation: { size: [24, 32], counts }, iscrowd: 1 },
      ]),
    );
    expect(values['a.jpg']).toMatchObject({
      annotations: [
        {
          class_id: 1,
          vertices: [
            { x: 4, y: 4 },
            { x: 12, y: 4 },
            { x: 12, y: 12 },
            { x: 4, y: 12 },
          ],
          parts: [
            expect.arrayContaining([
              { x: 32, y: 20 },
              { x: 32, y: 22 },
              { x: 20, y: 22 },
              { x: 20, y: 20 },
            ]),
          ],
        },
      ],
    });
    expect(values['b.jpg']).toMatchObject({
      annotations: [
        {
          class_id: 0,
          vertices: [
            { x: 9, y: 2 },
            { x: 9, y: 9 },
            { x: 2, y: 9 },
            { x: 2, y: 2 },
          ],
        },
      ],
    });
    expect(codes).toEqual(['outline-outside', 'hole-filled']);
  });

  it('turned with the photograph that they were drawn on', async () => {
    const photograph = sharp({ create: { width: 64, height: 48, channels: 3, background: '#345' } });
    drop.image('a.jpg', withOrientation(await photograph.jpeg().toBuffer(), 6));
    const { values } = await planned(
      'polygon',
      coco([{ image_id: 0, category_id: 0, segmentation: [[0, 0, 8, 0, 8, 4]] }], {
        width: 64,
        height: 48,
      }),
    );
    expect(values['a.jpg']).toMatchObject({
      image_size: [{ width: 48, height: 64 }],
      annotations: [
        {
          vertices: [
            { x: 48, y: 0 },
            { x: 48, y: 8 },
            { x: 44, y: 8 },
          ],
        },
      ],
    });
  });

  it('but a box is none: its image goes to people, and a file of boxes alone stops the command', async () => {
    const box = { image_id: 1, category_id: 0, bbox: [1, 1, 5, 5] };
    const { images, others, codes } = await planned(
      'polygon',
      coco([{ image_id: 0, category_id: 0, segmentation: [SQUARE] }, box]),
      {
        emptyMeansNone: true,
      },
    );
    expect([images.length, others.map(({ name }) => name), codes]).toEqual([1, ['b.jpg'], ['another-kind']]);
    await expect(
      planned(
        'polygon',
        put(
          'boxes.json',
          JSON.stringify({
            images: [{ id: 1, file_name: 'b.jpg' }],
            annotations: [{ id: 1, ...box }],
            categories: [{ id: 0, name: 'owl' }],
          }),
        ),
      ),
    ).rejects.toThrow('no label of boxes.json (coco) fits the task of birds, polygon');
  });
});

describe('masks come in', () => {
  beforeEach(() => {
    drop.image('a.jpg', sampleJpeg(1));
    drop.image('b.jpg', sampleJpeg(2));
  });

  /** Left half of the first class, a column of the second. */
  const pixels = Uint8Array.from({ length: 32 * 24 }, (_, at) => (at % 32 < 16 ? 1 : at % 32 === 20 ? 2 : 0));
  const palette = (...colours: number[]) => encodePalettePng({ ...SIZE, mask: pixels }, colours, pngCodec);
  const grey = (scale: number) =>
    sharp(
      pixels.map((index) => Math.min(255, index * scale)),
      { raw: { ...SIZE, channels: 1 } },
    )
      .toColourspace('b-w')
      .png()
      .toBuffer();

  /** The number of pixels of each class in the mask that would be written. */
  async function countsOf(labels: string, options: Parameters<ImportHarness['plan']>[1] = {}) {
    const { images, codes } = await planned('semantic-segmentation', labels, options);
    const { label } = images.find(({ file }) => file.name === 'a.jpg')!;
    const colours = label.metadata['internal-color-map'] as Parameters<typeof readClassMask>[1];
    const read = readClassMask(label.mask!.png, colours, LABELS, pngCodec, SIZE);
    return { counts: LABELS.map((_, id) => read.pixels.filter((index) => index === id + 1).length), codes };
  }

  it('from PNGs: by a list of colours, by palette, by greys, named by files and folders as tools do', async () => {
    const ours = { counts: [16 * 24, 24], codes: [] };
    put('voc/labelmap.txt', '# label:color_rgb:parts:actions\nbackground:0,0,0::\nduck:128,0,0::\nowl:0,128,0::\n');
    put('voc/JPEGImages/a.jpg', sampleJpeg(1));
    put('voc/SegmentationObject/a.png', palette(0, 0x112233, 0x445566));
    put('voc/SegmentationClass/a.png', palette(0, 0x008000, 0x800000));
    expect(await countsOf(join(drop.folder, 'voc'))).toEqual(ours);
    put('numbers/a_mask.png', palette(0xffffff, 0x010203, 0x040506));
    put('numbers/b_mask.png', palette(0xffffff, 0x010203, 0x040506));
    expect(
      await countsOf(join(drop.folder, 'numbers'), { 'label-categories': put('names.txt', 'owl\nduck\n') }),
    ).toEqual(ours);
    put('greys/classes.txt', 'background\nowl\nduck\n');
    put('greys/a.png', await grey(1));
    expect(await countsOf(join(drop.folder, 'greys'))).toEqual(ours);
  });

  it('of one class also as white on black', async () => {
    put('white/classes.txt', 'owl\n');
    put('white/a.png', await grey(255));
    expect(await countsOf(join(drop.folder, 'white'))).toEqual({ counts: [17 * 24, 0], codes: [] });
  });

  it('from outlines and run lengths, the later one on top', async () => {
    const above = [8, 4, 16, 4, 16, 12, 8, 12];
    const labels = coco([
      { image_id: 0, category_id: 0, segmentation: [SQUARE] },
      { image_id: 0, category_id: 1, segmentation: [above] },
    ]);
    expect(await countsOf(labels)).toEqual({ counts: [32, 64], codes: ['overlapping-masks'] });
  });

  it('not when nobody says what their pixels mean, nor of another size', async () => {
    put('masks/a.png', palette(0, 1, 2));
    put('masks/b.png', palette(0, 1, 2));
    await expect(planned('semantic-segmentation', join(drop.folder, 'masks'))).rejects.toMatchObject({
      details: { todo: expect.stringContaining('labelmap.txt') },
    });
    put('masks/b.png', encodePalettePng({ width: 4, height: 4, mask: new Uint8Array(16) }, [0, 1, 2], pngCodec));
    const { codes, others } = await planned('semantic-segmentation', join(drop.folder, 'masks'), {
      'label-categories': put('names.txt', 'owl\nduck\n'),
    });
    expect([codes, others.map(({ name }) => name)]).toEqual([['another-size'], ['b.jpg']]);
  });
});

describe('a dataset version is made of labels that people bring', () => {
  let harness: PipelineHarness;
  beforeEach(() => {
    harness = new PipelineHarness();
    drop.image('a.jpg', sampleJpeg(1));
    drop.image('b.jpg', sampleJpeg(2));
  });
  afterEach(() => harness.restore());

  const SQUARES = [
    { image_id: 0, category_id: 0, segmentation: [SQUARE] },
    { image_id: 1, category_id: 1, segmentation: [SQUARE] },
  ];
  const bring = async () => {
    await drop.send(harness);
    await wake(harness);
    await mergeAll(harness);
  };

  it.each([
    ['image-classification', 'image,label\na.jpg,owl\nb.jpg,duck\n', 'image,label\na.jpg,duck\nb.jpg,duck\n'],
    [
      'image-classification-multi-label',
      'image,label\na.jpg,owl\nb.jpg,owl|duck\n',
      'image,label\na.jpg,owl|duck\nb.jpg,owl|duck\n',
    ],
    ['polygon', SQUARES, [{ ...SQUARES[0], category_id: 1 }, SQUARES[1]!]],
    ['semantic-segmentation', SQUARES, [{ ...SQUARES[0], category_id: 1 }, SQUARES[1]!]],
  ] as const)('of %s; the same labels bring nothing new, others win and are named', async (taskType, first, second) => {
    harness.configure({ taskType, training: { ...projectOf(taskType).training } });
    const write = (labels: string | ReadonlyArray<object>) => {
      drop.labels = typeof labels === 'string' ? put('labels.csv', labels) : coco([...labels]);
    };
    write(first);
    await bring();
    const lines = headLines(harness);
    expect(lines).toHaveLength(2);
    const attribute = taskType === 'semantic-segmentation' ? 'labels-ref' : 'labels';
    for (const line of lines) {
      expect(line[`${attribute}-metadata`]).toMatchObject({ 'human-annotated': 'yes', 'checked-for': LABELS });
      if (attribute === 'labels-ref')
        expect(harness.bucket.objects.has(line[attribute].replace('s3://bucket/', ''))).toBe(true);
    }
    const before = harness.bucket.dump();
    await bring();
    expect(harness.bucket.dump()).toEqual(before);
    write(second);
    const target = { bucket: 'bucket', project: projectOf(taskType) };
    const { images } = await drop.plan(target.project);
    const present = await readHeadLines(projectBucket('bucket', 'birds'));
    expect(findConflicts(images, present, target, 'x').map(({ image }) => image)).toEqual(['a.jpg']);
    expect(changedImages(images, present, target).map(({ file }) => file.name)).toEqual(['a.jpg']);
    await bring();
    expect(headLines(harness)).not.toEqual(lines);
    harness.expectNothingLostOrTwice();
  });
});
