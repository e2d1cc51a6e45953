import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import { bareRecord, type ImageRecord, type Shape } from '../../../../shared/domain/dataset/image-record.ts';
import { ringsBox } from '../../../../shared/domain/shapes/polygon.ts';
import { encodeRuns, runsBox } from '../../../../shared/domain/shapes/run-length.ts';
import { read, sourceOf, write } from './memory-dataset.ts';

const LABELS = ['no', 'traffic light', 'a "b", <c> & d', 'Ж 猫'];
const [WIDTH, HEIGHT] = [640, 480];

const label = fc.constantFrom(...LABELS);
/** Quarters of a pixel: exact in binary, and finer than some formats. */
const quarter = (most: number) => fc.integer({ min: 0, max: most * 4 }).map((value) => value / 4);
const box = fc
  .record({ label, left: quarter(WIDTH - 20), top: quarter(HEIGHT - 20), width: quarter(20), height: quarter(20) })
  .map(
    ({ label, left, top, width, height }): Shape => ({
      label,
      left,
      top,
      width: width + 2,
      height: height + 2,
      confidence: undefined,
    }),
  )
  .map((shape) => ({
    ...shape,
    width: Math.min(shape.width, WIDTH - shape.left),
    height: Math.min(shape.height, HEIGHT - shape.top),
  }));
const ring = fc
  .array(fc.tuple(quarter(WIDTH), quarter(HEIGHT)), { minLength: 3, maxLength: 6 })
  .map((points) => points.flat());
const polygon = fc
  .record({ label, polygons: fc.array(ring, { minLength: 1, maxLength: 3 }) })
  .map(({ label, polygons }): Shape => ({ label, ...ringsBox(polygons), confidence: undefined, polygons }))
  .filter(({ width, height }) => width > 0 && height > 0);
const mask = fc
  .record({ label, pixels: fc.uint8Array({ minLength: 48, maxLength: 48, max: 1 }) })
  .filter(({ pixels }) => pixels.some(Boolean))
  .map(({ label, pixels }): Shape => {
    const runs = encodeRuns(pixels, 8, 6);
    return { label, ...runsBox(runs), confidence: undefined, mask: runs };
  });

/** Pixels of the masks above. */
const SMALL = { width: 8, height: 6 };

const dataset = (shape: fc.Arbitrary<Shape>, split?: 'train' | 'validation', size = { width: WIDTH, height: HEIGHT }) =>
  fc.array(fc.array(shape, { maxLength: 5 }), { minLength: 1, maxLength: 5 }).map((images) =>
    images.map(
      (shapes, at): ImageRecord => ({
        ...bareRecord(`s3://bucket/a folder/${at % 2 ? 'x' : 'y'}/img.${at}.jpg`, 'shapes'),
        ...size,
        shapes,
        ...(split && { split }),
      }),
    ),
  );

/** What must come back of a record: the image, its size and every object, in order. */
const essence = ({ image, width, height, shapes }: ImageRecord) => ({
  image,
  width,
  height,
  shapes: shapes.map(({ label, left, top, width, height, polygons, mask }) => ({
    label,
    left,
    top,
    width,
    height,
    polygons,
    mask,
  })),
});

async function back(format: string, records: ImageRecord[]) {
  const { files } = await write(formats[format]!.writer!, records, LABELS);
  delete files['channels.json'];
  const { records: found, problems } = await read(formats[format]!.reader!, sourceOf(files), LABELS);
  expect(problems).toEqual([]);
  return found;
}

/** Every object where it was, within `pixels` of each edge. */
function expectNear(found: ImageRecord[], records: ImageRecord[], pixels: number) {
  const byImage = new Map(found.map((record) => [record.image, record]));
  expect(byImage.size).toBe(records.length);
  for (const { image, shapes } of records) {
    const read = byImage.get(image)!;
    expect(read.shapes.map(({ label }) => label)).toEqual(shapes.map(({ label }) => label));
    for (const [at, shape] of shapes.entries()) {
      const other = read.shapes[at]!;
      const edges = ({ left, top, width, height }: Shape) => [left, top, left + width, top + height];
      for (const [edge, value] of edges(shape).entries())
        expect(Math.abs(edges(other)[edge]! - value)).toBeLessThanOrEqual(pixels);
    }
  }
}

describe('a dataset that goes out and comes back', () => {
  it.each(['ground-truth', 'coco', 'rekognition', 'sagemaker'])(
    '%s keeps every box to the last digit',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(dataset(box), async (records) => {
          expect((await back(format, records)).map(essence)).toEqual(records.map(essence));
        }),
        { numRuns: 40 },
      );
    },
  );

  it.each(['ground-truth', 'coco'])('%s keeps polygons of several rings as one object', async (format) => {
    await fc.assert(
      fc.asyncProperty(dataset(polygon), async (records) => {
        expect((await back(format, records)).map(essence)).toEqual(records.map(essence));
      }),
      { numRuns: 40 },
    );
  });

  it.each(['ground-truth', 'coco'])('%s keeps masks to the pixel', async (format) => {
    await fc.assert(
      fc.asyncProperty(dataset(mask, undefined, SMALL), async (records) => {
        expect((await back(format, records)).map(essence)).toEqual(records.map(essence));
      }),
      { numRuns: 40 },
    );
  });

  it('csv keeps every box to the last digit, by the bare file name, and has no row for empty images', async () => {
    await fc.assert(
      fc.asyncProperty(dataset(box), async (records) => {
        const found = await back('csv', records);
        const expected = records.filter(({ shapes }) => shapes.length > 0);
        expect(found.map(essence)).toEqual(
          expected.map((record) => ({ ...essence(record), image: record.image.split('/').at(-1) })),
        );
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['voc', 0.5],
    ['yolo', 0.001],
    ['darknet', 0.001],
    ['yolo-segment', 0.001],
  ])('%s keeps boxes within %d pixels, and images without any', async (format, pixels) => {
    await fc.assert(
      fc.asyncProperty(dataset(box, 'validation'), async (records) =>
        expectNear(await back(format, records), records, pixels),
      ),
      { numRuns: 40 },
    );
  });

  it('keeps image classes: one, several, with their confidence and who gave them', async () => {
    const one: ImageRecord = {
      ...bareRecord('s3://b/1.jpg', 'class'),
      classes: [{ label: LABELS[1]!, confidence: 0.75 }],
      annotatedBy: 'machine',
      createdAt: '2026-05-01T00:00:00',
    };
    const several: ImageRecord = {
      ...bareRecord('s3://b/2.jpg', 'classes'),
      classes: LABELS.slice(0, 3).map((label) => ({ label, confidence: 0.5 })),
      annotatedBy: 'human',
      createdAt: '2026-05-01T00:00:00',
    };
    for (const format of ['ground-truth', 'rekognition']) {
      const found = await back(format, [one, several]);
      expect(found).toMatchObject(
        [one, several].map(({ image, classes, annotatedBy, createdAt }) => ({
          image,
          classes,
          annotatedBy,
          createdAt,
        })),
      );
    }
    expect((await back('yolo-classify', [one]))[0]).toMatchObject({
      image: one.image,
      classes: [{ label: LABELS[1] }],
    });
  });

  it('goes from one format to the next and the next without moving a box', async () => {
    await fc.assert(
      fc.asyncProperty(dataset(box, 'train'), async (records) => {
        let found = records;
        for (const format of ['coco', 'ground-truth', 'yolo', 'coco', 'ground-truth'])
          found = await back(format, found);
        expectNear(found, records, 0.001);
      }),
      { numRuns: 15 },
    );
  });
});
