import type { WorkerState } from '../../contracts/worker-state.ts';
import type { BoxCounts } from './box-workers.ts';
import type { MaskCounts } from './mask-workers.ts';

/** One answer as a worker-response file records it. */
export interface RecordedAnswer {
  workerId: string;
  /** ISO 8601. */
  submittedAt: string;
  seconds: number;
}

/** One gold task: an object whose answer is known. */
export interface GoldOutcome {
  workerId: string;
  passed: boolean;
}

/** A figure with its 95 % interval. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

export interface WorkerFigures {
  workerId: string;
  /** null where nobody tells it. */
  name: string | null;
  answers: number;
  /** Median, seconds. */
  secondsPerTask: number;
  /** Share of the consensus that the worker shares: 1 - misses, 1 - label errors. */
  agreement: Interval | null;
  missRate: Interval | null;
  spuriousRate: Interval | null;
  /** Mean shift of each edge, left, top, right, bottom, as a share of the object's size. */
  offset: Interval[] | null;
  /** Share of gold tasks passed. */
  goldScore: Interval | null;
  /** Day (UTC) -> answers. */
  answersPerDay: Record<string, number>;
}

const Z95 = 1.96;

/** Wilson's score interval of `hits` in `trials`; expected counts need not be whole. */
export function shareInterval(hits: number, trials: number): Interval | null {
  if (trials < 1) return null;
  const share = Math.min(1, hits / trials);
  const spread = 1 + Z95 ** 2 / trials;
  const centre = (share + Z95 ** 2 / (2 * trials)) / spread;
  const half = (Z95 * Math.sqrt((share * (1 - share)) / trials + Z95 ** 2 / (4 * trials ** 2))) / spread;
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

function offsetIntervals({ placed, residual, residualSquared }: BoxCounts): Interval[] | null {
  if (placed < 2) return null;
  return residual.map((sum, edge) => {
    const value = sum / placed;
    const variance = Math.max(0, residualSquared[edge]! / placed - value ** 2);
    const half = Z95 * Math.sqrt(variance / placed);
    return { value, low: value - half, high: value + half };
  });
}

/** Expected counts. */
interface Share {
  hits: number;
  trials: number;
}

/**
 * The part of the consensus' pixels that the worker painted; an answer is one trial, because neighbouring pixels are no
 * independent ones.
 */
const maskHits = ({ inside, insidePainted, answers }: MaskCounts): Share => ({
  hits: inside > 0 ? (answers * insidePainted) / inside : 0,
  trials: inside > 0 ? answers : 0,
});

/** Answers on the consensus label, of all whose label is known. */
function labelHits(confusion: Record<string, Record<string, number>>): Share {
  let [hits, trials] = [0, 0];
  for (const [actual, row] of Object.entries(confusion)) {
    for (const [answered, count] of Object.entries(row)) {
      trials += count;
      if (answered === actual) hits += count;
    }
  }
  return { hits, trials };
}

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
};

/**
 * What is known of each worker, most answers first.
 * @param names by worker id
 */
export function workerFigures(
  { answers, gold }: { answers: readonly RecordedAnswer[]; gold: readonly GoldOutcome[] },
  state: WorkerState,
  names: ReadonlyMap<string, string> = new Map(),
): WorkerFigures[] {
  const ids = new Set([
    ...answers.map(({ workerId }) => workerId),
    ...Object.keys(state.boxes.workers),
    ...Object.keys(state.keypoints.workers),
    ...Object.keys(state.lines.workers),
    ...Object.keys(state.labels.workers),
    ...Object.values(state.labelSets).flatMap(({ workers }) => Object.keys(workers)),
    ...Object.keys(state.masks.workers),
  ]);
  return [...ids]
    .map((workerId) => ({
      ...figuresOf(
        workerId,
        answers.filter((answer) => answer.workerId === workerId),
        gold.filter((answer) => answer.workerId === workerId),
        state,
      ),
      name: names.get(workerId) ?? null,
    }))
    .sort((a, b) => b.answers - a.answers || (a.workerId < b.workerId ? -1 : 1));
}

function figuresOf(
  workerId: string,
  own: readonly RecordedAnswer[],
  gold: readonly GoldOutcome[],
  state: WorkerState,
): Omit<WorkerFigures, 'name'> {
  const boxes = state.boxes.workers[workerId];
  const points = state.keypoints.workers[workerId];
  const lines = state.lines.workers[workerId];
  const mask = state.masks.workers[workerId];
  const labels = state.labels.workers[workerId];
  const sets = Object.values(state.labelSets).flatMap(({ workers }) => workers[workerId] ?? []);
  const shares = [
    ...[boxes, points, lines].flatMap((counts) =>
      counts ? { hits: counts.real - counts.missed, trials: counts.real } : [],
    ),
    ...(mask ? [maskHits(mask)] : []),
    ...[labels, ...sets].flatMap((counts) => (counts ? labelHits(counts.confusion) : [])),
  ];
  const answersPerDay: Record<string, number> = {};
  for (const { submittedAt } of own) {
    const day = submittedAt.slice(0, 10);
    answersPerDay[day] = (answersPerDay[day] ?? 0) + 1;
  }
  return {
    workerId,
    answers:
      own.length ||
      (boxes?.answers ?? 0) +
        (points?.answers ?? 0) +
        (lines?.answers ?? 0) +
        (mask?.answers ?? 0) +
        Math.max(0, ...[labels, ...sets].map((counts) => counts?.answers ?? 0)),
    secondsPerTask: median(own.map(({ seconds }) => seconds)),
    agreement: shareInterval(
      shares.reduce((sum, { hits }) => sum + hits, 0),
      shares.reduce((sum, { trials }) => sum + trials, 0),
    ),
    missRate: boxes ? shareInterval(boxes.missed, boxes.real) : null,
    spuriousRate: boxes ? shareInterval(boxes.spurious, boxes.unreal) : null,
    offset: boxes ? offsetIntervals(boxes) : null,
    goldScore: shareInterval(gold.filter(({ passed }) => passed).length, gold.length),
    answersPerDay,
  };
}
