import type { MachineTask } from '../../../shared/domain/automatic-labeling/kinds/machine-kinds.ts';
import { encodePalettePng } from '../../../shared/domain/images/png-pixels.ts';
import { pngCodec } from '../../../shared/handler/png-codec.ts';
import { boundingBoxTemplate, imageUri } from '../engine-in-memory.ts';
import { boxAnswer } from '../worker-page.ts';

export const LABELS = ['robin', 'wren'];

/** What is on an image: one bird, in a rectangle. */
export interface Bird {
  class_id: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Truth by S3 URI of the image; the classes take turns. */
export const birds = (images: number): Map<string, Bird> =>
  new Map(
    Array.from({ length: images }, (_, index) => [
      imageUri(index),
      { class_id: index % 2, left: 20 + index, top: 40, width: 90, height: 70 },
    ]),
  );

/** One kind of labels: how people say them, and how a model does. */
export interface Subject {
  task: MachineTask;
  /** As in `PRE-<hook>` and `ACS-<hook>`. */
  hook: string;
  attribute: string;
  template: string;
  /** What a worker's page submits. */
  answer(bird: Bird, isWrong: boolean): Record<string, unknown>;
  /** What a model answers. */
  said(bird: Bird, isWrong: boolean, confidence: number): object;
  /** Whether a label of the output manifest is the bird's. @param files by S3 URI, bytes in base64 */
  isRight(label: unknown, bird: Bird, files: ReadonlyMap<string, string>): boolean;
}

const SIZE = { width: 640, height: 480, depth: 3 };
const page = (element: string) =>
  `<crowd-form><${element} name="${element}" src="{{ task.input.taskObject | grant_read_access }}"></${element}></crowd-form>`;

export const boxes: Subject = {
  task: 'object-detection',
  hook: 'BoundingBox',
  attribute: 'labels',
  template: boundingBoxTemplate,
  answer: ({ class_id, left, ...box }, isWrong) =>
    boxAnswer([{ label: LABELS[class_id], ...box, left: left + (isWrong ? 300 : 0) }]),
  said: (bird, isWrong, confidence) => ({
    image_size: [SIZE],
    annotations: [{ ...bird, left: bird.left + (isWrong ? 200 : 1), confidence }],
  }),
  isRight: (label, bird) => Math.abs((label as { annotations: Bird[] }).annotations[0]!.left - bird.left) < 5,
};

export const classes: Subject = {
  task: 'image-classification',
  hook: 'ImageMultiClass',
  attribute: 'labels',
  template: page('crowd-image-classifier'),
  answer: ({ class_id }, isWrong) => ({
    'crowd-image-classifier': { label: LABELS[isWrong ? 1 - class_id : class_id] },
  }),
  said: ({ class_id }, isWrong, confidence) => ({
    image_size: [SIZE],
    classes: [0, 1].map((id) => {
      const chosen = id === (isWrong ? 1 - class_id : class_id);
      return { class_id: id, confidence: chosen ? (1 + confidence) / 2 : (1 - confidence) / 2, chosen };
    }),
  }),
  isRight: (label, { class_id }) => Number(label) === class_id,
};

const SMALL = { width: 64, height: 48 };
const COLOURS = ['#ffffff', '#2ca02c', '#1f77b4'];

/** The bird's rectangle, a tenth of its size, as a palette PNG. */
function paint({ class_id, left, top, width, height }: Bird, isWrong: boolean): string {
  const mask = new Uint8Array(SMALL.width * SMALL.height);
  const shift = (isWrong ? 60 : 0) + (left % 100);
  for (let y = top; y < top + height; y += 10)
    for (let x = shift; x < shift + width; x += 10)
      mask[Math.floor(y / 10) * SMALL.width + Math.floor(x / 10)] = class_id + 1;
  const palette = COLOURS.map((colour) => Number.parseInt(colour.slice(1), 16));
  return Buffer.from(encodePalettePng({ ...SMALL, mask }, palette, pngCodec)).toString('base64');
}

export const masks: Subject = {
  task: 'semantic-segmentation',
  hook: 'SemanticSegmentation',
  attribute: 'mask-ref',
  template: page('crowd-semantic-segmentation'),
  answer: (bird, isWrong) => ({
    'crowd-semantic-segmentation': {
      inputImageProperties: SMALL,
      labelMappings: Object.fromEntries(LABELS.map((label, id) => [label, { color: COLOURS[id + 1] }])),
      labeledImage: { pngImageData: paint(bird, isWrong) },
    },
  }),
  said: (bird, isWrong, confidence) => ({
    image_size: [{ ...SMALL, depth: 3 }],
    mask: paint(bird, isWrong),
    'internal-color-map': {
      '0': { 'class-name': 'BACKGROUND', 'hex-color': COLOURS[0], confidence: 0.99 },
      [String(bird.class_id + 1)]: {
        'class-name': LABELS[bird.class_id],
        'hex-color': COLOURS[bird.class_id + 1],
        confidence: (1 + confidence) / 2,
      },
    },
  }),
  isRight: (label, bird, files) => files.get(String(label)) === paint(bird, false),
};
