import { PRE_LABEL_ATTRIBUTE_NAME, PRE_LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { outlineResponseSchema, segmentationResponseSchema } from '../../contracts/model-answers.ts';
import type { KindTask } from '../models/model-kinds.ts';
import { readModelAnswer } from '../models/read-answer.ts';
import { machineMade } from './input-manifest.ts';
import { MANIFEST_ATTRIBUTE_MAX_CHARACTERS } from './limits.ts';

/** Attributes of an input manifest's line, and a mask that they shall point to. */
export interface MadePreLabel {
  attributes: Record<string, unknown>;
  mask?: Uint8Array;
}

/** Below this a wrong outline costs a worker more than a missing one. */
const MINIMUM_CONFIDENCE = 0.5;

/**
 * What workers start from, by a champion that finds no boxes: masks and outlines. Classes are chosen anew, because
 * their elements have nothing to start from.
 * @throws ModelAnswerError for an answer that is none
 */
export function preLabelOf(
  taskType: KindTask,
  answer: string,
  what: string,
  labels: readonly string[],
  createdAt: string,
): MadePreLabel | undefined {
  if (taskType === 'polygon') return outlined(answer, what, labels, createdAt);
  if (taskType !== 'semantic-segmentation') return undefined;
  const read = readModelAnswer(segmentationResponseSchema, answer, what);
  if (!read) return undefined;
  return {
    mask: Uint8Array.from(atob(read.mask), (letter) => letter.charCodeAt(0)),
    attributes: {
      [`${PRE_LABEL_REFERENCE_ATTRIBUTE_NAME}-metadata`]: {
        'internal-color-map': read['internal-color-map'],
        type: 'groundtruth/semantic-segmentation',
        ...machineMade(createdAt),
      },
    },
  };
}

function outlined(
  answer: string,
  what: string,
  labels: readonly string[],
  createdAt: string,
): MadePreLabel | undefined {
  const read = readModelAnswer(outlineResponseSchema, answer, what);
  if (!read) return undefined;
  const objects = read.annotations
    .filter(({ class_id, confidence }) => confidence >= MINIMUM_CONFIDENCE && class_id in labels)
    .sort((a, b) => b.confidence - a.confidence);
  while (JSON.stringify(objects).length > MANIFEST_ATTRIBUTE_MAX_CHARACTERS)
    objects.length = Math.floor(objects.length * 0.9);
  const used = [...new Set(objects.map(({ class_id }) => class_id))].sort((a, b) => a - b);
  return {
    attributes: {
      [PRE_LABEL_ATTRIBUTE_NAME]: {
        image_size: read.image_size,
        annotations: objects.map(({ class_id, vertices }) => ({ class_id, vertices })),
      },
      [`${PRE_LABEL_ATTRIBUTE_NAME}-metadata`]: {
        objects: objects.map(({ confidence }) => ({ confidence })),
        'class-map': Object.fromEntries(used.map((id) => [String(id), labels[id]])),
        type: 'groundtruth/custom',
        ...machineMade(createdAt),
      },
    },
  };
}
