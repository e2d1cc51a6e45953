import type { WorkerState } from '../../contracts/worker-state.ts';
import type { BoxObject } from '../consolidation/bounding-boxes.ts';
import { expectedBoxErrors } from '../consolidation/expected-errors.ts';
import type { BoundingBox } from '../shapes/bounding-box.ts';
import type { ReadAnswer } from './answer-kind.ts';

/** Nobody draws more by hand; more is a fault or an attack. */
const MOST_SHAPES = 2000;

/**
 * An answer of the shapes that are left of those that were drawn. What was left out is named; an answer of nothing else
 * is none, for it does not say that the image is empty.
 * @param drawn the element's list, as it came
 */
export function answerOfShapes<Answer>(answer: Answer, left: number, drawn: unknown): ReadAnswer<Answer> {
  const given = Array.isArray(drawn) ? drawn.length : 0;
  if (given > MOST_SHAPES) return { problem: `${given} shapes by one worker; at most ${MOST_SHAPES} are believed` };
  if (given === left) return { answer };
  const problem = `${given - left} of ${given} shapes left out: unknown label, no finite size, or outside of the image`;
  return left > 0 ? { answer, problem } : { problem };
}

/** Errors that the labels of drawn shapes are expected to have, the shapes weighed by their bounds. */
export function weighShapes(objects: readonly BoxObject[], labels: readonly string[], known: WorkerState) {
  const { errors, contribution } = expectedBoxErrors(objects, labels, known.boxes);
  return { errors, learnt: { boxes: contribution } };
}

/** A shape of a written label with what the metadata says of it. */
interface WrittenShape {
  class_id: number;
  confidence: number | undefined;
}

/** The written annotations with their confidence and class. */
export function claimedShapes<Annotation extends object>(
  { value, metadata }: { value: unknown; metadata: unknown },
  labels: readonly string[],
  boundsOf: (annotation: Annotation) => BoundingBox,
) {
  const { annotations } = value as { annotations: Array<Annotation & WrittenShape> };
  const { objects } = metadata as { objects: Array<{ confidence?: number }> };
  return annotations.map((annotation, at) => ({
    ...boundsOf(annotation),
    label: labels[annotation.class_id]!,
    confidence: objects[at]?.confidence,
  }));
}
