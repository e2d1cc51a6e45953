/** A point that several workers set, and which of their objects each put it into. */
export interface GroupedPoint {
  label: string;
  x: number;
  members: ReadonlyArray<{ worker: number; object?: number | undefined }>;
}

/**
 * Which points are one object's: those that more workers put into one object than into two. Pairs are joined from the
 * surest on, two groups only where their pairs together say so, and never two points of a label (correlation
 * clustering, greedily).
 * @returns the number of each point's object, from 1, objects from left to right; undefined where nobody told objects
 *   apart
 */
export function groupPoints(points: readonly GroupedPoint[]): number[] | undefined {
  if (!points.some(({ members }) => members.some(({ object }) => object !== undefined))) return undefined;
  const votes = points.map((one) => points.map((other) => votesFor(one, other)));
  const pairs = points
    .flatMap((_, at) => points.slice(0, at).map((_, other) => ({ at, other, votes: votes[at]![other]! })))
    .filter((pair) => pair.votes > 0)
    .sort((a, b) => b.votes - a.votes);
  const groups = points.map((_, at) => [at]);
  for (const { at, other } of pairs) {
    const [one, two] = [groups[at]!, groups[other]!];
    if (one === two || !mayJoin(one, two, points, votes)) continue;
    const joined = [...one, ...two];
    for (const member of joined) groups[member] = joined;
  }
  const middleOf = (group: readonly number[]) => group.reduce((sum, at) => sum + points[at]!.x, 0) / group.length;
  const ordered = [...new Set(groups)].sort((a, b) => middleOf(a) - middleOf(b));
  return groups.map((group) => ordered.indexOf(group) + 1);
}

/** Workers who put both into one object, less those who put them into two. */
function votesFor({ members }: GroupedPoint, other: GroupedPoint): number {
  const objects = new Map(other.members.map(({ worker, object }) => [worker, object]));
  return members.reduce(
    (sum, { worker, object }) => (objects.has(worker) ? sum + (objects.get(worker) === object ? 1 : -1) : sum),
    0,
  );
}

function mayJoin(
  one: readonly number[],
  two: readonly number[],
  points: readonly GroupedPoint[],
  votes: ReadonlyArray<readonly number[]>,
): boolean {
  const labels = new Set(one.map((at) => points[at]!.label));
  if (two.some((at) => labels.has(points[at]!.label))) return false;
  return one.reduce((sum, at) => two.reduce((total, other) => total + votes[at]![other]!, sum), 0) > 0;
}
