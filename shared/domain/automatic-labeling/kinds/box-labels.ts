import * as z from 'zod/mini';
import { detectionResponseSchema, predictionSchema } from '../../../contracts/detection-response.ts';
import {
  type BoundingBoxMetadata,
  type BoxAnnotation,
  boundingBoxLabelSchema,
} from '../../../contracts/manifest-line.ts';
import { parseJson } from '../../../contracts/parse.ts';
import { requireClassIds } from '../../models/read-answer.ts';
import { isAllRight, judgeImage } from '../judge-image.ts';
import { classThresholds } from '../warranty.ts';
import type { MachineKind } from './machine-kind.ts';

/** What a detector said of an image, pixels. */
const saidSchema = z.object({ width: z.number(), height: z.number(), boxes: z.array(predictionSchema) });
export type SaidBoxes = z.infer<typeof saidSchema>;

/** Boxes below this confidence, and those behind the surest hundred, tell nothing about an image. */
const LEAST_CONFIDENCE = 0.02;
const MOST_BOXES = 100;
const DEPTH = 3;
const hundredths = (value: number) => Math.round(value * 100) / 100;

/**
 * What a round's models learn, all of them at the same time: people wait meanwhile, and the next round has others.
 * Steps count, so that a busy machine takes longer instead of learning less; seconds are for one that is too slow.
 */
const LEARNING = { 'max-steps': '300', 'max-seconds': '900' };

/** Right where every object has its box, overlapping by .5 at least, and no box is without an object. */
export const boxLabels: MachineKind<SaidBoxes, BoxAnnotation[]> = {
  taskType: 'bounding-box',
  algorithm: 'detector',
  hyperparameters: LEARNING,
  saidSchema,

  readAnswer(text, uri, { labels }) {
    const answer = parseJson(detectionResponseSchema, text, uri);
    const size = answer.image_size[0];
    if (answer.error !== undefined || !size) return undefined;
    const found = answer.annotations
      .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE)
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, MOST_BOXES);
    requireClassIds(
      found.map(({ class_id }) => class_id),
      labels.length,
      uri,
    );
    return { width: size.width, height: size.height, boxes: found };
  },

  /** What people drew, without candidates. */
  async readTruth({ value, metadata }) {
    const read = boundingBoxLabelSchema.safeParse(value);
    if (!read.success) return undefined;
    const objects = (metadata as { objects?: Array<{ candidate?: boolean }> } | undefined)?.objects;
    return read.data.annotations.filter((_, index) => !objects?.[index]?.candidate);
  },

  learnThresholds: (images, classes) =>
    classThresholds(
      images.map(({ said, truth }) => ({ predictions: said?.boxes ?? [], truth })),
      classes,
    ),

  judge(said, thresholds) {
    const { score, boxes: kept } = judgeImage(said.boxes, thresholds);
    return { score, classes: [...new Set(kept.map(({ class_id }) => class_id))].sort((a, b) => a - b) };
  },

  isRight: (said, thresholds, truth) => isAllRight(judgeImage(said.boxes, thresholds).boxes, truth),

  /** Whole pixels, confidence by object, as Ground Truth writes it. */
  label(said, thresholds, labels) {
    const { boxes: kept } = judgeImage(said.boxes, thresholds);
    const classes = [...new Set(kept.map(({ class_id }) => class_id))].sort((a, b) => a - b);
    const metadata: Pick<BoundingBoxMetadata, 'objects' | 'class-map' | 'type'> = {
      objects: kept.map(({ confidence }) => ({ confidence: hundredths(confidence) })),
      'class-map': Object.fromEntries(classes.map((id) => [String(id), labels[id]!])),
      type: 'groundtruth/object-detection',
    };
    return {
      value: {
        image_size: [{ width: said.width, height: said.height, depth: DEPTH }],
        annotations: kept.map(({ class_id, left, top, width, height }) => ({
          class_id,
          left: Math.round(left),
          top: Math.round(top),
          width: Math.round(width),
          height: Math.round(height),
        })),
      },
      metadata,
    };
  },
};
