import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { permutation, randomFor } from '../algorithms/onnx/random.ts';
import { readTruth } from '../cli/loop/read-truth.ts';
import { intersectionOverUnion } from '../shared/domain/shapes/bounding-box.ts';
import { type CutOut, cutOut } from '../worker-portal/elements/cut-out/cut-out.ts';
import { referenceData } from './reference-data.ts';
import { CELLS, ellipses } from './tasks/sets.ts';

/**
 * What a box drawn around an object gives, for masks and outlines in the portal: `node bench/cut-out.ts [images]
 * [loose …]`. A simulated hand draws each box so much too large (a share of its sides, by chance). Blood cells: IoU of
 * the pixels with the ellipse in the true box. Raccoons have boxes alone: IoU of the box around the pixels, beside that
 * of the hand's own box.
 */
const [images = '40', ...looses] = process.argv.slice(2);

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const shareOf = (values: number[], least: number) =>
  (values.filter((value) => value >= least).length / values.length).toFixed(2);

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function pixelOverlap(cut: CutOut | undefined, truth: Uint8Array, label: number, width: number, box: Box): number {
  let [both, either] = [0, 0];
  const isCut = (x: number, y: number) => {
    if (!cut || x < cut.left || y < cut.top || x >= cut.left + cut.width || y >= cut.top + cut.height) return false;
    return cut.pixels[(y - cut.top) * cut.width + x - cut.left] === 1;
  };
  for (let y = Math.floor(box.top); y < box.top + box.height; y++)
    for (let x = Math.floor(box.left); x < box.left + box.width; x++) {
      const isTrue = truth[y * width + x] === label;
      const given = isCut(x, y);
      both += Number(isTrue && given);
      either += Number(isTrue || given);
    }
  return either === 0 ? 0 : both / either;
}

function boxAround({ left, top, width, pixels }: CutOut): Box {
  const inside = [...pixels.keys()].filter((at) => pixels[at] === 1);
  const xs = inside.map((at) => at % width);
  const ys = inside.map((at) => Math.floor(at / width));
  const [x, y] = [xs.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.min(a, b))];
  return {
    left: left + x,
    top: top + y,
    width: xs.reduce((a, b) => Math.max(a, b)) - x + 1,
    height: ys.reduce((a, b) => Math.max(a, b)) - y + 1,
  };
}

for (const loose of looses.length > 0 ? looses.map(Number) : [0, 0.1, 0.2])
  for (const [name, set, folder, annotations] of [
    ['bccd', 'images_bccd', 'JPEGImages', 'Annotations'],
    ['raccoon', 'images_raccoon', 'images', 'annotations'],
  ] as const) {
    const root = referenceData(set);
    if (!root) throw new Error('needs the reference data (LABELLOOP_SHARED)');
    const truth = await readTruth(join(root, annotations));
    const files = (await readdir(join(root, folder))).sort().filter((file) => truth.has(file.replace(/\.\w+$/, '')));
    const chosen = permutation(files.length, randomFor(5)).slice(0, Number(images));
    const overlaps: number[] = [];
    const byHand: number[] = [];
    const perCell: Record<string, number[]> = {};
    let seconds = 0;
    for (const index of chosen) {
      const { data, info } = await sharp(join(root, folder, files[index]!))
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const picture = { width: info.width, height: info.height, data };
      const boxes = truth.get(files[index]!.replace(/\.\w+$/, ''))!;
      const random = randomFor(index, 9);
      const pixels = name === 'bccd' ? ellipses(boxes, info.width, info.height) : undefined;
      for (const box of boxes.slice(0, 8)) {
        const [l, t, r, b] = [0, 1, 2, 3].map(() => random() * loose) as [number, number, number, number];
        const drawn = {
          left: box.left - l * box.width,
          top: box.top - t * box.height,
          width: box.width * (1 + l + r),
          height: box.height * (1 + t + b),
        };
        const began = process.cpuUsage().user;
        const cut = cutOut(picture, drawn);
        seconds += (process.cpuUsage().user - began) / 1e6;
        byHand.push(intersectionOverUnion(drawn, box));
        const overlap = pixels
          ? pixelOverlap(cut, pixels, CELLS.indexOf(box.label) + 1, info.width, drawn)
          : cut
            ? intersectionOverUnion(boxAround(cut), box)
            : 0;
        overlaps.push(overlap);
        perCell[box.label] = [...(perCell[box.label] ?? []), overlap];
      }
    }
    const mean = (values: number[]) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
    const each = Object.entries(perCell).map(([label, values]) => `${label} ${mean(values)}`);
    console.log(
      `${name}, boxes up to ${loose} too large a side: ${overlaps.length} objects, IoU mean ${mean(overlaps)}, median ${median(overlaps).toFixed(3)}, >= .7 ${shareOf(overlaps, 0.7)}` +
        ` (${each.join(', ')})${name === 'raccoon' ? `; the hand's own box ${mean(byHand)}` : ''}; ${((1000 * seconds) / overlaps.length).toFixed(0)} ms of CPU each`,
    );
  }
