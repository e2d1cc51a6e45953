import * as z from 'zod/mini';
import { classificationResponseSchema, segmentationResponseSchema } from '../../contracts/model-answers.ts';
import type { TrainedTaskType } from '../../contracts/trained-tasks.ts';
import type { Prediction } from '../../contracts/training.ts';
import { parseDetections } from '../models/detections.ts';
import { readModelAnswer } from '../models/read-answer.ts';
import type { ImageSize } from '../shapes/image-size.ts';

/** What a model said of an image, whatever its type of task. */
export interface SaidOfImage {
  /** Class ids and confidences of what it found: boxes, outlines, classes it chose, classes in its mask. */
  found: Array<[id: number, confidence: number]>;
  /** Boxes, pixels of the upright image; none of other types of task. */
  predictions: Prediction[];
  /** The vector of an `Embedding`. */
  embedding: string | undefined;
}

const embeddedSchema = z.object({ embedding: z.optional(z.string()) });
const outlinesSchema = z.object({
  annotations: z.array(z.object({ class_id: z.int(), confidence: z.number() })),
});

/**
 * Reads the answer of a model of any type of task.
 * @param what the answer's name for messages
 * @returns undefined when the model could not read the image
 * @throws ModelAnswerError for an answer of another shape
 */
export function readSaid(
  taskType: TrainedTaskType,
  text: string,
  size: ImageSize,
  what: string,
): SaidOfImage | undefined {
  const own = readModelAnswer(z.unknown(), text, what);
  if (own === undefined) return undefined;
  const predictions = taskType === 'bounding-box' ? parseDetections(text, size, what) : [];
  const embedded = embeddedSchema.safeParse(own);
  return {
    found: taskType === 'bounding-box' ? pairs(predictions) : FOUND[taskType](text, what),
    predictions,
    embedding: embedded.success ? embedded.data.embedding : undefined,
  };
}

type Found = (text: string, what: string) => SaidOfImage['found'];

const pairs = (all: ReadonlyArray<{ class_id: number; confidence: number }>): SaidOfImage['found'] =>
  all.map(({ class_id, confidence }) => [class_id, confidence]);

/** The classes that the model chose. */
const classes: Found = (text, what) =>
  pairs((readModelAnswer(classificationResponseSchema, text, what)?.classes ?? []).filter(({ chosen }) => chosen));

const mask: Found = (text, what) =>
  Object.entries(readModelAnswer(segmentationResponseSchema, text, what)?.['internal-color-map'] ?? {})
    .map(([index, { confidence }]): [number, number] => [Number(index) - 1, confidence])
    .filter(([id]) => id >= 0);

const outlines: Found = (text, what) => pairs(readModelAnswer(outlinesSchema, text, what)?.annotations ?? []);

const FOUND: Record<Exclude<TrainedTaskType, 'bounding-box'>, Found> = {
  'image-classification': classes,
  'image-classification-multi-label': classes,
  'semantic-segmentation': mask,
  polygon: outlines,
};
