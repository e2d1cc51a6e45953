import sharp from 'sharp';
import { invokeEndpoint, invokeEndpointFor } from '../../shared/aws/sagemaker-runtime.ts';
import {
  classificationResponseSchema,
  outlineResponseSchema,
  segmentationResponseSchema,
} from '../../shared/contracts/model-answers.ts';
import type { TrainedTaskType } from '../../shared/contracts/trained-tasks.ts';
import type { Prediction } from '../../shared/contracts/training.ts';
import { answerText, readAnsweredMask } from '../../shared/domain/models/answered-mask.ts';
import { acceptedAnswer } from '../../shared/domain/models/inference-request.ts';
import { readModelAnswer } from '../../shared/domain/models/read-answer.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { maskRings } from '../../shared/domain/shapes/mask-outline.ts';
import { encodeRuns, runsBox } from '../../shared/domain/shapes/run-length.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import type { OverlaidBox } from '../pictures/box-overlay.ts';
import { detectObjects, shortConfidence } from './detect-objects.ts';

/** What an endpoint says of an image: for programs, for people, and to be drawn. */
export interface Detected {
  /** JSON; each has `label` and `confidence`. */
  detections: Array<{ label: string; confidence: number } & Record<string, unknown>>;
  lines: string[];
  /** The last line's beginning: `2 objects`. */
  summary: string;
  drawn: OverlaidBox[];
  /** All boxes that the model says, also what is less sure than asked for. */
  predictions?: Prediction[];
}

interface Asked {
  endpointName: string;
  image: Uint8Array;
  /** The upright image's. */
  size: ImageSize;
  labels: readonly string[];
  /** What is less sure is left out. */
  threshold: number;
}

const nameOf = (labels: readonly string[], id: number) => labels[id] ?? String(id);
const row = (label: string, confidence: number, rest: string) =>
  `${label.padEnd(14)}${confidence.toFixed(2)}  ${rest}`.trimEnd();
const count = (number: number, thing: string, things: string) => `${number} ${number === 1 ? thing : things}`;

/** Asks a live endpoint of any type of task. @throws ModelAnswerError for an answer of another one */
export async function askEndpoint(
  taskType: TrainedTaskType,
  endpointName: string,
  image: Uint8Array,
  labels: readonly string[],
  threshold: number,
): Promise<Detected> {
  const { autoOrient } = await sharp(image).metadata();
  return ASKING[taskType]({ endpointName, image, size: autoOrient, labels, threshold });
}

const ASKING: Record<TrainedTaskType, (asked: Asked) => Promise<Detected>> = {
  'bounding-box': askForBoxes,
  'image-classification': askForClasses,
  'image-classification-multi-label': askForClasses,
  'semantic-segmentation': askForMask,
  polygon: askForOutlines,
};

async function askForBoxes({ endpointName, image, labels, threshold }: Asked): Promise<Detected> {
  const predictions = await detectObjects(endpointName, image);
  const boxes = predictions.filter(({ confidence }) => confidence >= threshold);
  return {
    predictions,
    detections: boxes.map(({ class_id, ...box }) => ({ label: nameOf(labels, class_id), ...box })),
    lines: boxes.map(({ class_id, confidence, left, top, width, height }) =>
      row(
        nameOf(labels, class_id),
        confidence,
        `left ${Math.round(left)} top ${Math.round(top)} width ${Math.round(width)} height ${Math.round(height)}`,
      ),
    ),
    summary: count(boxes.length, 'object', 'objects'),
    drawn: boxes.map((box) => ({
      ...box,
      classId: box.class_id,
      tag: `${nameOf(labels, box.class_id)} ${shortConfidence(box.confidence)}`,
    })),
  };
}

/** Every class with its probability; those that the model chose are drawn as frames around the image. */
async function askForClasses({ endpointName, image, size, labels }: Asked): Promise<Detected> {
  const text = await invokeEndpoint(endpointName, image);
  const classes = readModelAnswer(classificationResponseSchema, text, `the answer of ${endpointName}`)?.classes ?? [];
  const chosen = classes.filter((each) => each.chosen);
  return {
    detections: classes.map(({ class_id, ...rest }) => ({ label: nameOf(labels, class_id), ...rest })),
    lines: classes.map(({ class_id, confidence, chosen: isChosen }) =>
      row(nameOf(labels, class_id), confidence, isChosen ? '<-' : ''),
    ),
    summary: chosen.map(({ class_id }) => nameOf(labels, class_id)).join(', ') || 'none of the classes',
    drawn: chosen.map(({ class_id, confidence }) => ({
      left: 0,
      top: 0,
      ...size,
      classId: class_id,
      tag: `${nameOf(labels, class_id)} ${shortConfidence(confidence)}`,
    })),
  };
}

const pathOf = (rings: readonly (readonly number[])[]) =>
  rings.map((ring) => `M${ring.map((value) => Math.round(value * 10) / 10).join(' ')}Z`).join('');

async function askForMask({ endpointName, image, size, labels }: Asked): Promise<Detected> {
  const what = `the answer of ${endpointName}`;
  const bytes = await invokeEndpointFor(endpointName, image, acceptedAnswer('semantic-segmentation'));
  const answer = readModelAnswer(segmentationResponseSchema, answerText(bytes, labels, pngCodec), what);
  if (!answer) return { detections: [], lines: [], summary: 'nothing: the model could not read the image', drawn: [] };
  const { width, height, pixels } = readAnsweredMask(answer, size, labels, pngCodec);
  const found = Object.entries(answer['internal-color-map'])
    .map(([index, { confidence }]) => ({ id: Number(index) - 1, confidence }))
    .filter(({ id }) => id >= 0)
    .map(({ id, confidence }) => {
      const inside = pixels.reduce((sum, index) => sum + Number(index === id + 1), 0);
      return { id, label: nameOf(labels, id), confidence, share: inside / pixels.length };
    });
  return {
    detections: found.map(({ id: _, ...each }) => each),
    lines: found.map(({ label, confidence, share }) =>
      row(label, confidence, `${(100 * share).toFixed(1)} % of the image`),
    ),
    summary: count(found.length, 'class', 'classes'),
    drawn: found.map(({ id, label }) => {
      const runs = encodeRuns(pixels, width, height, id + 1);
      return { ...runsBox(runs), classId: id, tag: label, outline: pathOf(maskRings(runs)) };
    }),
  };
}

async function askForOutlines({ endpointName, image, labels, threshold }: Asked): Promise<Detected> {
  const text = await invokeEndpoint(endpointName, image);
  const answer = readModelAnswer(outlineResponseSchema, text, `the answer of ${endpointName}`);
  const objects = (answer?.annotations ?? []).filter(({ confidence }) => confidence >= threshold);
  return {
    detections: objects.map(({ class_id, ...rest }) => ({ label: nameOf(labels, class_id), ...rest })),
    lines: objects.map(({ class_id, confidence, vertices }) =>
      row(
        nameOf(labels, class_id),
        confidence,
        `${vertices.length} corners, left ${leftOf(vertices)} top ${topOf(vertices)}`,
      ),
    ),
    summary: count(objects.length, 'object', 'objects'),
    drawn: objects.map(({ class_id, confidence, vertices }) => ({
      left: leftOf(vertices),
      top: topOf(vertices),
      width: 0,
      height: 0,
      classId: class_id,
      tag: `${nameOf(labels, class_id)} ${shortConfidence(confidence)}`,
      outline: pathOf([vertices.flatMap(({ x, y }) => [x, y])]),
    })),
  };
}

type Vertices = ReadonlyArray<{ x: number; y: number }>;
const leftOf = (vertices: Vertices) => Math.round(Math.min(...vertices.map(({ x }) => x)));
const topOf = (vertices: Vertices) => Math.round(Math.min(...vertices.map(({ y }) => y)));
