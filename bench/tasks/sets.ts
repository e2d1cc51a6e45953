import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import sharp from 'sharp';
import { permutation, randomFor } from '../../algorithms/onnx/random.ts';
import type { TrueBox } from '../../cli/loop/labeled-box.ts';
import { readTruth } from '../../cli/loop/read-truth.ts';
import type { TaskType } from '../../shared/contracts/project.ts';
import { encodePalettePng, type PngCodec } from '../../shared/domain/images/png-pixels.ts';
import { labelColour } from '../../shared/domain/labeling/label-colours.ts';
import { referenceData } from '../reference-data.ts';

/** Tasks of real images, made from the boxes of BCCD's 364 photographs of blood. */
export interface TaskSet {
  taskType: TaskType;
  labels: string[];
  attribute: string;
  /** Writes the images (and masks) of a photograph and returns their manifest lines. */
  make(photo: Photo, folders: { images: string; masks: string }): Promise<object[]>;
}

export interface Photo {
  name: string;
  path: string;
  boxes: TrueBox[];
}

export const CELLS = ['RBC', 'WBC', 'Platelets'];
const SMALLEST_CROP = 16;

export const pngCodec: PngCodec = {
  inflate: (data, most) => inflateSync(data, { maxOutputLength: most }),
  deflate: (data) => deflateSync(data),
  crc32: (data) => crc32(data),
};

/** Pixels inside the ellipses that touch the sides of the boxes, 1 + class; rare and small cells lie on top. */
export function ellipses(boxes: readonly TrueBox[], width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height);
  const ordered = boxes.toSorted((a, b) => CELLS.indexOf(a.label) - CELLS.indexOf(b.label));
  for (const { label, left, top, width: w, height: h } of ordered)
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, top + h); y++)
      for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, left + w); x++) {
        const dx = (x + 0.5 - left) / w - 0.5;
        const dy = (y + 0.5 - top) / h - 0.5;
        if (dx * dx + dy * dy <= 0.25) pixels[y * width + x] = CELLS.indexOf(label) + 1;
      }
  return pixels;
}

export const SETS: Record<string, TaskSet> = {
  /** Which cell a crop shows; at most two of each kind a photograph. */
  crops: {
    taskType: 'image-classification',
    labels: CELLS,
    attribute: 'labels',
    async make({ name, path, boxes }, { images }) {
      const { width, height } = await sharp(path).metadata();
      const lines: object[] = [];
      for (const label of CELLS) {
        const own = boxes.filter((box) => box.label === label && Math.min(box.width, box.height) >= SMALLEST_CROP);
        for (const [index, box] of own.slice(0, 2).entries()) {
          const left = Math.max(0, Math.round(box.left));
          const top = Math.max(0, Math.round(box.top));
          const extract = {
            left,
            top,
            width: Math.min(width - left, Math.round(box.width)),
            height: Math.min(height - top, Math.round(box.height)),
          };
          const file = `${name}-${label}-${index}.png`;
          await sharp(path).extract(extract).png().toFile(join(images, file));
          lines.push({ 'source-ref': `s3://bucket/${file}`, labels: CELLS.indexOf(label) });
        }
      }
      return lines;
    },
  },
  /** Which cells a tile of a photograph shows: four tiles each. */
  tiles: {
    taskType: 'image-classification-multi-label',
    labels: CELLS,
    attribute: 'labels',
    async make({ name, path, boxes }, { images }) {
      const lines: object[] = [];
      for (const [index, [left, top]] of [
        [0, 0],
        [320, 0],
        [0, 240],
        [320, 240],
      ].entries()) {
        const isInside = (box: TrueBox) =>
          box.left + box.width / 2 > left! &&
          box.left + box.width / 2 < left! + 320 &&
          box.top + box.height / 2 > top! &&
          box.top + box.height / 2 < top! + 240;
        const file = `${name}-${index}.png`;
        await sharp(path).extract({ left: left!, top: top!, width: 320, height: 240 }).png().toFile(join(images, file));
        const shown = CELLS.flatMap((label, id) =>
          boxes.some((box) => box.label === label && isInside(box)) ? id : [],
        );
        lines.push({ 'source-ref': `s3://bucket/${file}`, labels: shown });
      }
      return lines;
    },
  },
  /** Cells as ellipses. */
  masks: {
    taskType: 'semantic-segmentation',
    labels: CELLS,
    attribute: 'labels-ref',
    async make({ name, path, boxes }, { images, masks }) {
      const { width, height } = await sharp(path).metadata();
      await sharp(path).toFile(join(images, `${name}.jpg`));
      const palette = [0xffffff, ...CELLS.map((_, id) => Number.parseInt(labelColour(id).slice(1), 16))];
      const png = encodePalettePng({ width, height, mask: ellipses(boxes, width, height) }, palette, pngCodec);
      await writeFile(join(masks, `${name}-mask.png`), png);
      return [
        {
          'source-ref': `s3://bucket/${name}.jpg`,
          'labels-ref': `s3://bucket/${name}-mask.png`,
          'labels-ref-metadata': {
            'internal-color-map': {
              0: { 'class-name': 'BACKGROUND', 'hex-color': '#ffffff' },
              ...Object.fromEntries(
                CELLS.map((label, id) => [String(id + 1), { 'class-name': label, 'hex-color': labelColour(id) }]),
              ),
            },
            type: 'groundtruth/semantic-segmentation',
          },
        },
      ];
    },
  },
};

export interface LaidOut {
  train: object[];
  validation: object[];
  test: object[];
  images: string;
  masks: string;
}

/**
 * Writes a task as SageMaker would lay it out below `root`. Of five photographs in the order of their names the fifth
 * is for the test, the fourth for validation.
 * @param photos how many to learn from; undefined: all
 */
export async function layOut(set: TaskSet, root: string, photos: number | undefined, seed: number): Promise<LaidOut> {
  const folder = referenceData('images_bccd');
  if (!folder) throw new Error('there is no reference data (LABELLOOP_SHARED)');
  const truth = await readTruth(join(folder, 'Annotations'));
  const files = (await readdir(join(folder, 'JPEGImages'))).sort();
  const all = files.flatMap((file): Photo[] => {
    const name = file.replace(/\.\w+$/, '');
    const boxes = truth.get(name)?.filter(({ width, height }) => Math.min(width, height) >= 2);
    return boxes ? [{ name, path: join(folder, 'JPEGImages', file), boxes }] : [];
  });
  const images = join(root, 'input/data/images');
  const masks = join(root, 'input/data/masks');
  for (const each of [images, masks, join(root, 'input/config')]) await mkdir(each, { recursive: true });
  const own = all.filter((_, index) => index % 5 < 3);
  const order = permutation(own.length, randomFor(seed, 77)).map((index) => own[index]!);
  const chosen = photos === undefined ? order : order.slice(0, photos);
  const linesOf = async (some: readonly Photo[]) => {
    const lines: object[] = [];
    for (const photo of some) lines.push(...(await set.make(photo, { images, masks })));
    return lines;
  };
  return {
    train: await linesOf(chosen),
    validation: await linesOf(all.filter((_, index) => index % 5 === 3)),
    test: await linesOf(all.filter((_, index) => index % 5 === 4)),
    images,
    masks,
  };
}
