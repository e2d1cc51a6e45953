import { boxOfSpan, type LabeledSpan } from '../consolidation/entities.ts';
import { type BoundingBox, closestBox } from '../shapes/bounding-box.ts';

type LabeledBox = BoundingBox & { label: string };

/** From this overlap on, two workers mean the same object. */
const SAME_OBJECT = 0.5;

/** One worker's answer: boxes, parts of a text, or the text of any other answer. */
export interface ComparedAnswer {
  shapes: readonly LabeledBox[] | null;
  /** Where they are parts of a text. */
  spans?: readonly LabeledSpan[];
  raw: string;
}

/**
 * How differently workers answered to one image: 1 - mean agreement of all pairs. 0 = the same; fewer than two answers
 * never differ.
 */
export function disagreementOf(answers: readonly ComparedAnswer[]): number {
  const pairs = answers.flatMap((a, index) => answers.slice(index + 1).map((b) => agreement(a, b)));
  if (pairs.length === 0) return 0;
  return 1 - pairs.reduce((sum, share) => sum + share, 0) / pairs.length;
}

function agreement(a: ComparedAnswer, b: ComparedAnswer): number {
  const [own, others] = [shapesOf(a), shapesOf(b)];
  return own && others ? boxAgreement(own, others) : Number(a.raw === b.raw);
}

const shapesOf = ({ shapes, spans }: ComparedAnswer) =>
  shapes ?? spans?.map(({ label, ...span }) => ({ label, ...boxOfSpan(span) }));

/** Dice's share of the boxes that have a partner of the same label. */
function boxAgreement(a: readonly LabeledBox[], b: readonly LabeledBox[]): number {
  if (a.length + b.length === 0) return 1;
  let free = [...b];
  let met = 0;
  for (const box of a) {
    const partner = closestBox(
      box,
      free.filter(({ label }) => label === box.label),
      SAME_OBJECT,
    );
    if (!partner) continue;
    free = free.filter((other) => other !== partner);
    met += 2;
  }
  return met / (a.length + b.length);
}
