import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redrawOutlines } from '../../../../cli/dataset/redraw-outlines.ts';
import { formats } from '../../../../shared/domain/dataset/formats/formats.ts';
import { bareRecord, type ImageRecord, type Shape } from '../../../../shared/domain/dataset/image-record.ts';
import { decodePng } from '../../../../shared/domain/images/png-pixels.ts';
import { joinRings, maskRings } from '../../../../shared/domain/shapes/mask-outline.ts';
import { ringsArea, ringsBox } from '../../../../shared/domain/shapes/polygon.ts';
import { ringsMask } from '../../../../shared/domain/shapes/polygon-mask.ts';
import { encodeRuns, type RunLengthMask, runsArea, runsBox } from '../../../../shared/domain/shapes/run-length.ts';
import { png, read, sourceOf, write } from './memory-dataset.ts';

/** Rows of a mask, `#` = inside. */
const maskOf = (...rows: string[]): RunLengthMask =>
  encodeRuns(
    Uint8Array.from(rows.join(''), (cell) => Number(cell === '#')),
    rows[0]!.length,
    rows.length,
  );

const anyMask = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
      .map((pixels) => encodeRuns(pixels, width, height)),
  )
  .filter((mask) => runsArea(mask) > 0);

const shapeOf = (label: string, mask: RunLengthMask): Shape => ({
  label,
  ...runsBox(mask),
  confidence: undefined,
  mask,
});
const polygonOf = (label: string, polygons: number[][]): Shape => ({
  label,
  ...ringsBox(polygons),
  confidence: undefined,
  polygons,
});

const record = (width: number, height: number, ...shapes: Shape[]): ImageRecord => ({
  ...bareRecord('s3://b/1.jpg', 'shapes'),
  width,
  height,
  shapes,
});

describe('the edges of a mask', () => {
  it('run along its pixels, outlines clockwise and holes the other way', () => {
    expect(maskRings(maskOf('....', '.##.', '....'))).toEqual([[3, 1, 3, 2, 1, 2, 1, 1]]);
    const ring = maskRings(maskOf('####', '#..#', '####'));
    expect(ring.map((corners) => [corners.length / 2, ringsArea([corners])])).toEqual([
      [4, 12],
      [4, 2],
    ]);
    expect(maskRings(maskOf('#.', '.#'))).toHaveLength(2);
  });

  it('cover the same pixels when they are filled again, joined into one ring', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const rings = maskRings(mask);
        expect(ringsMask([joinRings(rings)], mask.width, mask.height)).toEqual(mask);
      }),
      { numRuns: 500 },
    );
  });
});

describe('masks as YOLO outlines', () => {
  it('come back to the pixel, with every part and hole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMask, { minLength: 1, maxLength: 3 }), async (masks) => {
        const [width, height] = [12, 12];
        const wide = masks.map((mask) => ringsMask([joinRings(maskRings(mask))], width, height));
        const shapes = wide.map((mask) => shapeOf('cat', mask));
        const { files, problems } = await write(
          formats['yolo-segment']!.writer!,
          [record(width, height, ...shapes)],
          ['cat'],
        );
        expect(problems.filter(({ severity }) => severity !== 'noted')).toEqual([]);
        const { records } = await read(formats.yolo!.reader!, sourceOf(files));
        const back = records[0]!.shapes.map(({ polygons }) => ringsMask(polygons!, width, height));
        expect(back).toEqual(wide);
      }),
      { numRuns: 60 },
    );
  });

  it('say when rings were joined', async () => {
    const ring = shapeOf('cat', maskOf('###', '#.#', '###'));
    const { problems } = await write(formats['yolo-segment']!.writer!, [record(3, 3, ring)], ['cat']);
    expect(problems.map(({ severity, code }) => [severity, code])).toContainEqual(['noted', 'joined-rings']);
  });
});

describe('outlines that are drawn anew', () => {
  const options = { bytes: async () => undefined, png, report: () => {} };

  it('cover the same pixels as polygons and as masks, in COCO too', async () => {
    await fc.assert(
      fc.asyncProperty(anyMask, async (mask) => {
        const { width, height } = mask;
        const masks = record(width, height, shapeOf('cat', mask));
        const polygons = await redrawOutlines(masks, 'polygons', options);
        const { files } = await write(formats.coco!.writer!, [polygons], ['cat']);
        const { records } = await read(formats.coco!.reader!, sourceOf(files));
        expect(records[0]!.shapes[0]).toMatchObject({ polygons: polygons.shapes[0]!.polygons, ...runsBox(mask) });
        expect((await redrawOutlines(records[0]!, 'masks', options)).shapes[0]!.mask).toEqual(mask);
      }),
      { numRuns: 200 },
    );
  });

  it('leave plain boxes alone, and polygons of an image whose size is not known', async () => {
    const box: Shape = { label: 'cat', left: 1, top: 1, width: 2, height: 2, confidence: 1 };
    expect((await redrawOutlines(record(4, 4, box), 'masks', options)).shapes).toEqual([box]);
    const polygon = polygonOf('cat', [[0, 0, 2, 0, 2, 2]]);
    const unsized = { ...record(4, 4, polygon), width: undefined };
    expect((await redrawOutlines(unsized, 'masks', options)).shapes).toEqual([polygon]);
  });
});

describe('polygons as a semantic mask', () => {
  it('are painted pixel by pixel as COCO counts them, the last one on top', async () => {
    const square = polygonOf('dog', [[1, 1, 5, 1, 5, 4, 1, 4]]);
    const twoParts = polygonOf('cat', [
      [4, 2, 7, 2, 7, 3, 4, 3],
      [0, 0, 1, 0, 1, 1, 0, 1],
    ]);
    const { files, problems } = await write(
      formats['ground-truth']!.writer!,
      [record(8, 5, square, twoParts)],
      ['cat', 'dog'],
      { attribute: 'pets-ref' },
    );
    expect(problems.map(({ code }) => code)).toEqual(['overlapping-masks']);
    const line = JSON.parse(files['output.manifest'] as string);
    expect(line['pets-ref-metadata'].type).toBe('groundtruth/semantic-segmentation');
    const colours = Object.entries<{ 'class-name': string; 'hex-color': string }>(
      line['pets-ref-metadata']['internal-color-map'],
    ).map(([index, colour]) => [Number.parseInt(colour['hex-color'].slice(1), 16), index] as const);
    const pixels = decodePng(files[line['pets-ref']] as Uint8Array, png);
    const names = new Map(colours);
    const rows = [...pixels.colours].map((colour) => names.get(colour)).join('');
    expect(rows.match(/.{8}/g)).toEqual(['10000000', '02222000', '02221110', '02222000', '00000000']);
  });

  it('stay polygons on the line where the size of the image is not known', async () => {
    const unsized = { ...record(8, 5, polygonOf('dog', [[1, 1, 5, 1, 5, 4]])), width: undefined, height: undefined };
    const { files } = await write(formats['ground-truth']!.writer!, [unsized], ['dog'], { attribute: 'pets-ref' });
    expect(files['output.manifest']).toContain('"vertices"');
  });
});
