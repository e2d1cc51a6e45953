import * as z from 'zod/mini';
import { boundingBoxLabelSchema } from '../../shared/contracts/manifest-line.ts';
import { intersectionOverUnion } from '../../shared/domain/bounding-box.ts';
import { readWorkerAnswer, type WorkerAnswer } from '../../shared/domain/worker-answer.ts';

/** From here on an answer counts as the known one. */
export const GOLD_PASS = 0.7;
const SAME_BOX = 0.5;

const classSchema = z.union([z.int(), z.string().check(z.regex(/^\d+$/))]);
const classSetSchema = z.array(z.int());

/** Whether gold answers of this form can be compared: boxes, one class, several classes. */
export const isComparable = (label: unknown) =>
  [boundingBoxLabelSchema, classSchema, classSetSchema].some((schema) => z.safeParse(schema, label).success);

/**
 * How far a worker's form agrees with a known label, 0..1: F1 of boxes of the same class that overlap by half, equality of a class,
 * Jaccard index of class sets.
 * @param label as an output manifest holds it @param labels order = class ids
 */
export function scoreGold(form: string, label: unknown, labels: readonly string[]): number {
  const { answer } = readWorkerAnswer(form, labels);
  if (!answer) return 0;
  if (answer.kind === 'boxes') return scoreBoxes(answer, label, labels);
  const known = classSchema.safeParse(label);
  if (answer.kind === 'label') return known.success && labels[Number(known.data)] === answer.label ? 1 : 0;
  const knownSet = classSetSchema.safeParse(label);
  if (answer.kind !== 'labels' || !knownSet.success) return 0;
  const expected = new Set(knownSet.data.map((id) => labels[id]!));
  const given = new Set(answer.labels);
  const union = expected.union(given).size;
  return union === 0 ? 1 : expected.intersection(given).size / union;
}

function scoreBoxes(
  { boxes }: Extract<WorkerAnswer, { kind: 'boxes' }>,
  label: unknown,
  labels: readonly string[],
): number {
  const known = z.safeParse(boundingBoxLabelSchema, label);
  if (!known.success) return 0;
  const { annotations } = known.data;
  if (annotations.length + boxes.length === 0) return 1;
  const left = new Set(boxes);
  for (const expected of annotations) {
    const match = [...left].find(
      (box) => box.label === labels[expected.class_id] && intersectionOverUnion(box, expected) >= SAME_BOX,
    );
    if (match) left.delete(match);
  }
  return (2 * (boxes.length - left.size)) / (boxes.length + annotations.length);
}
