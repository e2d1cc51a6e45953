/** How far a worker's answer agrees with a known one. */
export interface Comparison {
  /** 0..1 */
  score: number;
  /**
   * What was given, by the order of the answer, then what is missing. Masks: one entry per label; else one per object
   * or label.
   */
  findings: Finding[];
}

export interface Finding {
  /**
   * `right`; `missed`: it is there and was not given; `spurious`: given, and nothing is there; `misplaced`: the right
   * label on the right object, but it overlaps too little; `mislabeled`: the right place with another label.
   */
  verdict: 'right' | 'missed' | 'spurious' | 'misplaced' | 'mislabeled';
  /** The label given; where nothing was given, the known one. */
  label: string;
  /** The label that a `mislabeled` object really has. */
  knownLabel?: string;
  /**
   * Intersection over union of what was given and what is known, of points their nearness; 0..1; shapes and masks only.
   */
  overlap?: number;
  /** What the worker drew; shapes only. */
  given?: FindingShape;
  /** Where it is; shapes only. */
  known?: FindingShape;
}

/** Pixels of the image, left/top origin. */
export type FindingShape =
  | { left: number; top: number; width: number; height: number }
  | { x: number; y: number }
  | { vertices: Array<{ x: number; y: number }>; parts?: Array<Array<{ x: number; y: number }>> };

/** Likeness from which two shapes, or two masks of a label, are the same. */
export const SAME = 0.5;
/** From here on they are at least about the same object. */
const ABOUT = 0.1;

export interface LabeledShape<Shape extends FindingShape> {
  label: string;
  shape: Shape;
}

/**
 * Pairs given and known shapes, the likest first: right ones, then those with a wrong label, then those in a wrong
 * place. The score is the F1 of those that are right.
 * @param alike intersection over union or what stands for it, 0..1
 */
export function compareShapes<Shape extends FindingShape>(
  given: ReadonlyArray<LabeledShape<Shape>> | undefined,
  known: ReadonlyArray<LabeledShape<Shape>>,
  alike: (one: Shape, other: Shape) => number,
): Comparison {
  const pairs = (given ?? []).flatMap((one, at) =>
    known.map((other, knownAt) => ({ at, knownAt, ...verdictOf(one, other, alike(one.shape, other.shape)) })),
  );
  pairs.sort((a, b) => RANK[a.verdict] - RANK[b.verdict] || b.overlap - a.overlap);
  const findings = new Map<number, Finding>();
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
        ({ label, shape }, at): Finding => findings.get(at) ?? { verdict: 'spurious', label, given: shape },
      ),
      ...[...missed].map((at): Finding => ({ verdict: 'missed', label: known[at]!.label, known: known[at]!.shape })),
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
