import * as z from 'zod/mini';
import { maskLabelSchema, maskMetadataSchema } from '../../../contracts/label-values.ts';
import { segmentationResponseSchema } from '../../../contracts/model-answers.ts';
import { InvalidDocumentError } from '../../../errors.ts';
import { readAnsweredMask } from '../../models/answered-mask.ts';
import { readModelAnswer } from '../../models/read-answer.ts';
import { readClassMask } from '../../shapes/class-mask.ts';
import { type MaskSketch, maskSketchSchema, sketchMask, sketchOverlaps } from '../mask-sketch.ts';
import type { MachineKind } from './machine-kind.ts';

const coloursSchema = z.record(
  z.string(),
  z.object({ 'class-name': z.string(), 'hex-color': z.string(), confidence: z.number() }),
);

/** What a segmenter said of an image; its mask itself stays in the answer. */
const saidSchema = z.object({
  /** S3 URI of the answer. */
  answer: z.string(),
  colours: coloursSchema,
  sketch: maskSketchSchema,
});
type SaidMask = z.infer<typeof saidSchema>;

const BACKGROUND = 'BACKGROUND';
/** Overlap from which a class is painted right: what Ground Truth aims at with masks. */
const SAME_AREA_IOU = 0.7;
/** A class is the likeliest of its pixels from a share of about this much on. */
const GUESS = 0.5;

/** Right where each class that people or the machine see overlaps by .7 at least; sure by its least certain class. */
export const maskLabels: MachineKind<SaidMask, MaskSketch> = {
  taskType: 'semantic-segmentation',
  algorithm: 'segmenter',
  hyperparameters: { 'task-type': 'semantic-segmentation' },
  saidSchema,

  readAnswer(text, uri, { labels, codec }) {
    const answer = readModelAnswer(segmentationResponseSchema, text, uri);
    const size = answer?.image_size[0];
    if (!answer || !size) return undefined;
    const mask = readAnsweredMask(answer, size, labels, codec);
    return { answer: uri, colours: answer['internal-color-map'], sketch: sketchMask(mask) };
  },

  async readTruth({ value, metadata }, { labels, codec, readBytes }) {
    const uri = maskLabelSchema.safeParse(value);
    const read = maskMetadataSchema.safeParse(metadata);
    if (!uri.success || !read.success) return undefined;
    return sketchMask(readClassMask(await readBytes(uri.data), read.data['internal-color-map'], labels, codec));
  },

  learnThresholds: () => [],

  judge({ colours }) {
    const seen = Object.entries(colours).filter(([, each]) => each['class-name'] !== BACKGROUND);
    if (seen.length === 0) return { score: 0, classes: [] };
    const least = Math.min(...Object.values(colours).map(({ confidence }) => confidence));
    const classes = seen.map(([index]) => Number(index) - 1).sort((a, b) => a - b);
    return { score: Math.min(1, Math.max(0, (least - GUESS) / (1 - GUESS))), classes };
  },

  isRight: ({ sketch }, _thresholds, truth) =>
    sketchOverlaps(sketch, truth)?.every((overlap) => overlap >= SAME_AREA_IOU) ?? false,

  label: ({ colours }, _thresholds, _labels, fileUri) => ({
    value: fileUri,
    metadata: { 'internal-color-map': colours, type: 'groundtruth/semantic-segmentation' },
  }),

  file: {
    answerOf: ({ answer }) => answer,
    bytes(text, uri) {
      const answer = readModelAnswer(segmentationResponseSchema, text, uri);
      if (!answer) throw new InvalidDocumentError(`${uri} holds no mask`);
      return Uint8Array.from(atob(answer.mask), (letter) => letter.charCodeAt(0));
    },
  },
};
