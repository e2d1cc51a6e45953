import { readMask } from '../../shared/domain/answer-kinds/mask-answers.ts';
import type { AnswerOf, WorkerAnswer } from '../../shared/domain/answer-kinds/worker-answer.ts';
import type { PngCodec } from '../../shared/domain/images/png-pixels.ts';
import { type BoundingBox, intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';
import { boundsOf, type Point, polygonOverlap } from '../../shared/domain/shapes/polygon-raster.ts';
import type { FindingShape, GoldFeedback, GoldFinding } from '../contracts/worker-api.ts';

/** From this score on an answer is as good as the known one. */
const PASS = 0.7;
/** Intersection over union from which two shapes, or two masks of a label, are the same. */
const SAME = 0.5;
/** From here on they are at least about the same object. */
const ABOUT = 0.1;

type Comparison = Omit<GoldFeedback, 'passed'>;
type Inflate = Pick<PngCodec, 'inflate'>;

/**
 * How far a worker's answer agrees with the known one: F1 of shapes of the same label that overlap by half, F1 of painted pixels,
 * equality of a class, Jaccard index of class sets.
 * @param answer undefined when the worker's form could not be read
 * @param labels order = class ids
 */
export function compareWithKnown(
  answer: WorkerAnswer | undefined,
  known: WorkerAnswer,
  labels: readonly string[],
  codec: Inflate,
): GoldFeedback {
  const { score, findings } = compare(answer, known, labels, codec);
  return { passed: score >= PASS, score, findings };
}

function compare(
  answer: WorkerAnswer | undefined,
  known: WorkerAnswer,
  labels: readonly string[],
  codec: Inflate,
): Comparison {
  const given = <Kind extends WorkerAnswer['kind']>(kind: Kind) =>
    answer?.kind === kind ? (answer as AnswerOf<Kind>) : undefined;
  switch (known.kind) {
    case 'boxes':
      return compareShapes(given('boxes')?.boxes.map(boxShape), known.boxes.map(boxShape), intersectionOverUnion);
    case 'polygons':
      return compareShapes(given('polygons')?.polygons.map(polygonShape), known.polygons.map(polygonShape), overlapOf);
    case 'mask':
      return compareMasks(given('mask'), known, labels, codec);
    case 'label':
      return compareLabel(given('label')?.label, known.label);
    case 'labels':
      return compareLabelSets(given('labels')?.labels, known.labels);
  }
}

interface Labeled<Shape extends FindingShape> {
  label: string;
  shape: Shape;
}

const boxShape = ({ label, left, top, width, height }: BoundingBox & { label: string }) => ({
  label,
  shape: { left, top, width, height },
});

const polygonShape = ({ label, vertices }: { label: string; vertices: Point[] }) => ({ label, shape: { vertices } });

const overlapOf = (one: { vertices: Point[] }, other: { vertices: Point[] }) =>
  intersectionOverUnion(boundsOf(one.vertices), boundsOf(other.vertices)) > 0
    ? polygonOverlap(one.vertices, other.vertices)
    : 0;

/** Pairs given and known shapes, the likest first: right ones, then those with a wrong label, then those in a wrong place. */
function compareShapes<Shape extends FindingShape>(
  given: Array<Labeled<Shape>> | undefined,
  known: Array<Labeled<Shape>>,
  overlap: (one: Shape, other: Shape) => number,
): Comparison {
  const pairs = (given ?? []).flatMap((one, at) =>
    known.map((other, knownAt) => ({ at, knownAt, ...verdictOf(one, other, overlap(one.shape, other.shape)) })),
  );
  pairs.sort((a, b) => RANK[a.verdict] - RANK[b.verdict] || b.overlap - a.overlap);
  const findings = new Map<number, GoldFinding>();
  const missed = new Set(known.keys());
  for (const { at, knownAt, verdict, overlap: share } of pairs) {
    if (verdict === 'spurious' || findings.has(at) || !missed.delete(knownAt)) continue;
    const [one, other] = [given![at]!, known[knownAt]!];
    findings.set(at, {
      verdict,
      label: one.label,
      ...(verdict === 'mislabeled' && { knownLabel: other.label }),
      overlap: share,
      given: one.shape,
      known: other.shape,
    });
  }
  const right = [...findings.values()].filter(({ verdict }) => verdict === 'right').length;
  const all = (given?.length ?? 0) + known.length;
  return {
    score: given === undefined ? 0 : all === 0 ? 1 : (2 * right) / all,
    findings: [
      ...(given ?? []).map(
        ({ label, shape }, at): GoldFinding => findings.get(at) ?? { verdict: 'spurious', label, given: shape },
      ),
      ...[...missed].map(
        (at): GoldFinding => ({ verdict: 'missed', label: known[at]!.label, known: known[at]!.shape }),
      ),
    ],
  };
}

const RANK = { right: 0, mislabeled: 1, misplaced: 2, spurious: 3 };

function verdictOf(one: { label: string }, other: { label: string }, overlap: number) {
  const sameLabel = one.label === other.label;
  const verdict: keyof typeof RANK =
    overlap >= SAME ? (sameLabel ? 'right' : 'mislabeled') : sameLabel && overlap >= ABOUT ? 'misplaced' : 'spurious';
  return { verdict, overlap };
}

/** One finding for each label that either mask shows. */
function compareMasks(
  answer: AnswerOf<'mask'> | undefined,
  known: AnswerOf<'mask'>,
  labels: readonly string[],
  codec: Inflate,
): Comparison {
  const expected = readMask(known, known.size, labels, codec);
  const painted = answer && readOrNothing(answer, known, labels, codec);
  const counts = labels.map(() => ({ given: 0, known: 0, both: 0 }));
  for (let pixel = 0; pixel < expected.length; pixel++) {
    const [there, here] = [expected[pixel]!, painted?.[pixel] ?? 0];
    if (there > 0) counts[there - 1]!.known += 1;
    if (here > 0) counts[here - 1]!.given += 1;
    if (there > 0 && there === here) counts[there - 1]!.both += 1;
  }
  const findings = counts.flatMap((count, index): GoldFinding[] => {
    const label = labels[index]!;
    if (count.given + count.known === 0) return [];
    if (count.given === 0) return [{ verdict: 'missed', label }];
    if (count.known === 0) return [{ verdict: 'spurious', label }];
    const overlap = count.both / (count.given + count.known - count.both);
    return [{ verdict: overlap >= SAME ? 'right' : 'misplaced', label, overlap }];
  });
  const all = counts.reduce((sum, count) => sum + count.given + count.known, 0);
  const both = counts.reduce((sum, count) => sum + count.both, 0);
  return { score: painted === undefined ? 0 : all === 0 ? 1 : (2 * both) / all, findings };
}

/** A broken mask, or one of another size, is no answer. */
function readOrNothing(answer: AnswerOf<'mask'>, known: AnswerOf<'mask'>, labels: readonly string[], codec: Inflate) {
  try {
    return readMask(answer, known.size, labels, codec);
  } catch {
    return undefined;
  }
}

function compareLabel(given: string | undefined, known: string): Comparison {
  if (given === known) return { score: 1, findings: [{ verdict: 'right', label: known }] };
  const finding: GoldFinding =
    given === undefined
      ? { verdict: 'missed', label: known }
      : { verdict: 'mislabeled', label: given, knownLabel: known };
  return { score: 0, findings: [finding] };
}

function compareLabelSets(given: readonly string[] | undefined, known: readonly string[]): Comparison {
  const [ticked, expected] = [new Set(given ?? []), new Set(known)];
  const all = [...ticked.union(expected)];
  const right = ticked.intersection(expected).size;
  return {
    score: given === undefined ? 0 : all.length === 0 ? 1 : right / all.length,
    findings: all.map((label) => ({
      verdict: !ticked.has(label) ? 'missed' : expected.has(label) ? 'right' : 'spurious',
      label,
    })),
  };
}
