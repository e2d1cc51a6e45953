import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { loadPretrained } from '../../algorithms/backbone/pretrained.ts';
import { chooseFrame } from '../../algorithms/images/frame.ts';
import { placeInFrame, readImage } from '../../algorithms/images/image-file.ts';
import { GraphBuilder } from '../../algorithms/onnx/graph-builder.ts';
import { encodeModel } from '../../algorithms/onnx/onnx-model.ts';
import { loadRuntime, openSession } from '../../algorithms/onnx/onnx-runtime.ts';
import { permutation, randomFor } from '../../algorithms/onnx/random.ts';
import { likeliestClasses } from '../../algorithms/segmenter/answers.ts';
import type { JudgedAreas } from '../../shared/domain/models/area-scores.ts';
import { judgeAreas } from '../../shared/domain/models/area-scores.ts';
import type { JudgedClasses } from '../../shared/domain/models/class-scores.ts';
import { type ColourMap, readClassMask } from '../../shared/domain/shapes/class-mask.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { fitLinear, type Linear } from './fit-linear.ts';
import { type LaidOut, pngCodec, type TaskSet } from './sets.ts';

/**
 * What a linear reading of the frozen features alone comes to, without a network of its own and without augmentation:
 * logistic regression on the pooled features of each image, or on the features of each cell at stride 4.
 */
type Line = Record<string, unknown> & { 'source-ref': string };

/** Features of one image: values of each stride, [C, h, w]. */
interface Seen {
  features: Array<{ data: Float32Array; channels: number; width: number; height: number; stride: number }>;
  /** The image inside of the frame, pixels, and in its file. */
  placed: ImageSize;
  original: ImageSize;
}

async function openFeatures(frame: ImageSize) {
  const backbone = await loadPretrained(process.env);
  const graph = new GraphBuilder();
  const pixels = graph.input('image', 'uint8', [1, frame.height, frame.width, 3]);
  backbone.emit(graph, pixels).forEach((name, index) => {
    const { stride, channels } = backbone.features[index]!;
    graph.output(`seen.${stride}`, name, [1, channels, frame.height / stride, frame.width / stride]);
  });
  const session = await openSession(encodeModel(graph, 'features'), 1);
  const { Tensor } = await loadRuntime();
  return async (file: string): Promise<Seen> => {
    const image = await readImage(file, frame);
    const input = new Uint8Array(frame.width * frame.height * 3);
    placeInFrame(image, frame, input);
    const outputs = await session.run({ image: new Tensor('uint8', input, [1, frame.height, frame.width, 3]) });
    const features = backbone.features.map(({ stride, channels }) => ({
      data: outputs[`seen.${stride}`]!.data as Float32Array,
      ...{ channels, stride, width: frame.width / stride, height: frame.height / stride },
    }));
    return { features, placed: image, original: image.original };
  };
}

async function frameOf(lines: readonly Line[], images: string, side: number): Promise<ImageSize> {
  const sizes: ImageSize[] = [];
  for (const line of lines) {
    const { width, height } = await readImage(join(images, basename(line['source-ref'])), {
      width: side,
      height: side,
    });
    sizes.push({ width, height });
  }
  return chooseFrame(
    sizes.map((size) => ({ ...size, boxes: [] })),
    side,
  );
}

/** Means of the features at strides 16 and 32, which are what the classifier reads as well. */
const pooled = ({ features }: Seen): Float32Array =>
  Float32Array.from(
    features
      .filter(({ stride }) => stride >= 16)
      .flatMap(({ data, channels, width, height }) =>
        Array.from({ length: channels }, (_, channel) => {
          let sum = 0;
          for (let at = 0; at < width * height; at++) sum += data[channel * width * height + at]!;
          return sum / (width * height);
        }),
      ),
  );

export async function judgeLinearClasses({ labels, taskType }: TaskSet, laid: LaidOut): Promise<JudgedClasses[]> {
  const isMulti = taskType === 'image-classification-multi-label';
  const lines = (some: readonly object[]) => some as Line[];
  const seeing = await openFeatures(await frameOf(lines(laid.train), laid.images, 192));
  const read = async (some: readonly object[]) => {
    const rows: Float32Array[] = [];
    const truths: number[][] = [];
    for (const line of lines(some)) {
      rows.push(pooled(await seeing(join(laid.images, basename(line['source-ref'])))));
      truths.push([line.labels as number | number[]].flat());
    }
    return { rows, truths };
  };
  const [training, validation, test] = [await read(laid.train), await read(laid.validation), await read(laid.test)];
  const linear = fitLinear(training, validation, labels.length, isMulti);
  return test.rows.map((row, at) => {
    const confidences = linear.probabilities(row);
    const likeliest = confidences.indexOf(Math.max(...confidences));
    return {
      truth: test.truths[at]!,
      unchecked: [],
      answer: confidences.map((confidence, id) => ({
        class_id: id,
        confidence,
        chosen: isMulti ? confidence >= 0.5 : id === likeliest,
      })),
    };
  });
}

const CELLS_OF_AN_IMAGE = 150;
const STRIDE = 4;

/** All features at a cell of stride 4; coarser ones as they are in the cell that lies over it. */
function cellFeatures({ features }: Seen, x: number, y: number, row: Float32Array): Float32Array {
  let at = 0;
  for (const { data, channels, width, height, stride } of features) {
    if (stride > 16) continue;
    const cell = Math.floor((y * STRIDE) / stride) * width + Math.floor((x * STRIDE) / stride);
    for (let channel = 0; channel < channels; channel++) row[at++] = data[channel * width * height + cell]!;
  }
  return row;
}

export async function judgeLinearAreas({ labels }: TaskSet, laid: LaidOut, seed: number): Promise<JudgedAreas[]> {
  const lines = (some: readonly object[]) => some as Line[];
  const frame = await frameOf(lines(laid.train), laid.images, 256);
  const seeing = await openFeatures(frame);
  const truthOf = async (line: Line) => {
    const colours = (line['labels-ref-metadata'] as { 'internal-color-map': ColourMap })['internal-color-map'];
    return readClassMask(
      await readFile(join(laid.masks, basename(line['labels-ref'] as string))),
      colours,
      labels,
      pngCodec,
    );
  };
  const read = async (some: readonly object[], part: number) => {
    const rows: Float32Array[] = [];
    const truths: number[][] = [];
    for (const [index, line] of lines(some).entries()) {
      const seen = await seeing(join(laid.images, basename(line['source-ref'])));
      const truth = await truthOf(line);
      const columns = Math.floor(seen.placed.width / STRIDE);
      const cells = columns * Math.floor(seen.placed.height / STRIDE);
      for (const cell of permutation(cells, randomFor(seed, part, index)).slice(0, CELLS_OF_AN_IMAGE)) {
        const [x, y] = [cell % columns, Math.floor(cell / columns)];
        rows.push(cellFeatures(seen, x, y, new Float32Array(912)));
        const pixelX = Math.floor(((x + 0.5) * STRIDE * truth.width) / seen.placed.width);
        const pixelY = Math.floor(((y + 0.5) * STRIDE * truth.height) / seen.placed.height);
        truths.push([truth.pixels[pixelY * truth.width + pixelX]!]);
      }
    }
    return { rows, truths };
  };
  const training = await read(laid.train, 1);
  const validation = await read(laid.validation.slice(0, 20), 2);
  const linear: Linear = fitLinear(training, validation, 1 + labels.length, false);
  const judged: JudgedAreas[] = [];
  const grid = { width: frame.width / STRIDE, height: frame.height / STRIDE };
  const row = new Float32Array(912);
  for (const line of lines(laid.test)) {
    const seen = await seeing(join(laid.images, basename(line['source-ref'])));
    const data = new Float32Array((1 + labels.length) * grid.width * grid.height);
    for (let y = 0; y < grid.height; y++)
      for (let x = 0; x < grid.width; x++)
        linear.probabilities(cellFeatures(seen, x, y, row)).forEach((value, id) => {
          data[(id * grid.height + y) * grid.width + x] = value;
        });
    const placed = { width: seen.placed.width / STRIDE, height: seen.placed.height / STRIDE };
    const truth = await truthOf(line);
    const { pixels } = likeliestClasses({ data, classes: 1 + labels.length, grid, placed }, truth);
    judged.push(judgeAreas(truth, { ...truth, pixels }, labels.length));
  }
  return judged;
}
