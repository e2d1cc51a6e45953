import { shrink } from './probabilities.ts';

/**
 * What is known of each worker's boxes, carried from payload to payload. A contribution holds expected counts of one
 * payload; the state is their sum, so folding is order-free; skill is the counts shrunk to the pool of all workers.
 */

/** Edges in the order left, top, right, bottom. */
export type Edges = [number, number, number, number];

/** Expected counts; `confusion[true label][answered label]` by label name, so that appended labels change nothing. */
export interface BoxCounts {
  /** Objects that exist in images the worker saw; of those, how many the worker did not draw. */
  real: number;
  missed: number;
  /** Clusters that are no object in images the worker saw; of those, how many the worker drew. */
  unreal: number;
  spurious: number;
  /**
   * Boxes whose residual against the other workers' consensus is known; residuals are relative to the object's size.
   */
  placed: number;
  residual: Edges;
  residualSquared: Edges;
  confusion: Record<string, Record<string, number>>;
  answers: number;
}

export interface BoxWorkerState {
  workers: Record<string, BoxCounts>;
  /** Expected number of objects of each label. */
  labels: Record<string, number>;
}

export const emptyBoxState = (): BoxWorkerState => ({ workers: {}, labels: {} });

export const emptyBoxCounts = (): BoxCounts => ({
  real: 0,
  missed: 0,
  unreal: 0,
  spurious: 0,
  placed: 0,
  residual: [0, 0, 0, 0],
  residualSquared: [0, 0, 0, 0],
  confusion: {},
  answers: 0,
});

/** The sum of two counts. */
export function addBoxCounts(a: BoxCounts, b: BoxCounts): BoxCounts {
  const confusion: BoxCounts['confusion'] = {};
  for (const source of [a.confusion, b.confusion]) {
    for (const [actual, row] of Object.entries(source)) {
      confusion[actual] ??= {};
      for (const [answered, count] of Object.entries(row)) {
        confusion[actual][answered] = (confusion[actual][answered] ?? 0) + count;
      }
    }
  }
  return {
    real: a.real + b.real,
    missed: a.missed + b.missed,
    unreal: a.unreal + b.unreal,
    spurious: a.spurious + b.spurious,
    placed: a.placed + b.placed,
    residual: a.residual.map((value, edge) => value + b.residual[edge]!) as Edges,
    residualSquared: a.residualSquared.map((value, edge) => value + b.residualSquared[edge]!) as Edges,
    confusion,
    answers: a.answers + b.answers,
  };
}

/** The sum of two states: the fold over contributions. */
export function addBoxStates(a: BoxWorkerState, b: BoxWorkerState): BoxWorkerState {
  const workers = { ...a.workers };
  for (const [id, counts] of Object.entries(b.workers)) {
    workers[id] = workers[id] ? addBoxCounts(workers[id], counts) : counts;
  }
  const labels = { ...a.labels };
  for (const [label, sum] of Object.entries(b.labels)) labels[label] = (labels[label] ?? 0) + sum;
  return { workers, labels };
}

/** What the consensus assumes of a worker; bias and variance relative to the object's size. */
export interface BoxSkill {
  /** Share of the objects in sight that the worker does not draw. */
  missRate: number;
  /** Boxes an image that are no object. */
  strayRate: number;
  bias: Edges;
  /** Variance of one edge around its bias. */
  variance: number;
  /** `confusion[actual][answered]`, rows sum to 1; indexes into the labels. */
  confusion: number[][];
}

/** Strength of the miss and stray rates around the pool. */
const RATE_STRENGTH = 6;
const BIAS_STRENGTH = 15;
const VARIANCE_STRENGTH = 10;
const CONFUSION_STRENGTH = 8;
/** An edge is never believed to be better than .8 % of the object. */
const LEAST_VARIANCE = 0.008 ** 2;
/** The pool itself before anybody answered: [value, strength]. */
const POOL_MISS = [0.12, 20] as const;
const POOL_STRAYS = [0.3, 20] as const;
const POOL_VARIANCE = [0.06 ** 2, 20] as const;
const POOL_CONFUSION = [0.9, 20] as const;

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

function confusionRows(counts: BoxCounts, labels: readonly string[], prior: number[][], strength: number): number[][] {
  return labels.map((actual, k) => {
    const row = counts.confusion[actual] ?? {};
    const total = sumOf(labels.map((answered) => row[answered] ?? 0));
    return labels.map((answered, j) => shrink(row[answered] ?? 0, total, prior[k]![j]!, strength));
  });
}

function poolConfusion(labels: readonly string[]): number[][] {
  const [right] = POOL_CONFUSION;
  const others = Math.max(1, labels.length - 1);
  return labels.map((_, k) =>
    labels.map((__, j) => (labels.length === 1 ? 1 : k === j ? right : (1 - right) / others)),
  );
}

/** Squared residual around `bias`, summed over the edges and divided by four: one edge's worth. */
function scatter(counts: BoxCounts, bias: Edges): number {
  return (
    sumOf(
      bias.map(
        (value, edge) =>
          counts.residualSquared[edge]! - 2 * value * counts.residual[edge]! + value * value * counts.placed,
      ),
    ) / 4
  );
}

/**
 * Skills of the workers, each shrunk to the pool of all.
 * @param counts per worker, prior state and present payload already added up
 */
export function boxSkills(counts: ReadonlyMap<string, BoxCounts>, labels: readonly string[]): Map<string, BoxSkill> {
  const ids = [...counts.keys()].sort();
  const pool = ids.reduce((sum, id) => addBoxCounts(sum, counts.get(id)!), emptyBoxCounts());
  const poolMiss = shrink(pool.missed, pool.real, ...POOL_MISS);
  const poolStrays = shrink(pool.spurious, pool.answers, ...POOL_STRAYS);
  const poolBias = pool.residual.map((value) => value / (pool.placed + BIAS_STRENGTH)) as Edges;
  const poolVariance = shrink(Math.max(0, scatter(pool, poolBias)), pool.placed, ...POOL_VARIANCE);
  const poolRows = confusionRows(pool, labels, poolConfusion(labels), POOL_CONFUSION[1]);

  const skills = new Map<string, BoxSkill>();
  for (const id of ids) {
    const own = counts.get(id)!;
    const bias = own.residual.map((value) => value / (own.placed + BIAS_STRENGTH)) as Edges;
    const variance = shrink(Math.max(0, scatter(own, bias)), own.placed, poolVariance, VARIANCE_STRENGTH);
    skills.set(id, {
      missRate: bounded(shrink(own.missed, own.real, poolMiss, RATE_STRENGTH)),
      strayRate: shrink(own.spurious, own.answers, poolStrays, RATE_STRENGTH),
      bias,
      variance: Math.max(LEAST_VARIANCE, variance),
      confusion: confusionRows(own, labels, poolRows, CONFUSION_STRENGTH),
    });
  }
  centreBias(skills);
  return skills;
}

const bounded = (rate: number) => Math.min(0.99, Math.max(0.01, rate));

/**
 * Nobody knows the true edges: only differences between workers can be learnt, so the precision-weighted mean bias is
 * zero.
 */
function centreBias(skills: Map<string, BoxSkill>): void {
  for (let edge = 0; edge < 4; edge++) {
    let weighted = 0;
    let precision = 0;
    for (const skill of skills.values()) {
      weighted += skill.bias[edge]! / skill.variance;
      precision += 1 / skill.variance;
    }
    if (precision > 0) for (const skill of skills.values()) skill.bias[edge]! -= weighted / precision;
  }
}
