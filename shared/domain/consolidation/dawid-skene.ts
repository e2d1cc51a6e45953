import type { AnswerConfusion, LabelWorkerState } from './label-workers.ts';
import { softmax } from './probabilities.ts';

/** One object: who answered which label (index), each worker at most once, in canonical order. */
export type Votes = ReadonlyArray<{ workerId: string; label: number }>;

export interface DawidSkeneResult {
  /** The probability of each label, for each object. */
  posteriors: number[][];
  contribution: LabelWorkerState;
}

const ITERATIONS = 20;
/** Each worker's row is shrunk to the pool of all workers by this many answers. */
const WORKER_STRENGTH = 6;
/** The pool itself, before anybody answered. */
const POOL_DIAGONAL = 0.75;
const POOL_STRENGTH = 50;
/** The labels' shares are shrunk to uniform by this many objects. */
const PRIOR_STRENGTH = 60;

/**
 * Dawid and Skene (1979) with a hierarchical prior: unregularised it switches labels on few answers. Starts at the vote
 * shares; worker rows shrink to the pooled confusion matrix, which itself shrinks to a mostly right worker.
 */
export function dawidSkene(
  objects: readonly Votes[],
  labels: readonly string[],
  state: LabelWorkerState,
): DawidSkeneResult {
  const size = labels.length;
  const workerIds = [...new Set(objects.flatMap((votes) => votes.map((vote) => vote.workerId)))].sort();
  const workerIndex = new Map(workerIds.map((id, index) => [id, index]));
  const before = workerIds.map((id) => toMatrix(state.workers[id], labels));
  const beforeAll = Object.keys(state.workers)
    .sort()
    .reduce((sum, id) => addMatrix(sum, toMatrix(state.workers[id], labels)), zeroMatrix(size));
  const votes = objects.map((object) =>
    object.map((vote) => ({ worker: workerIndex.get(vote.workerId)!, label: vote.label })),
  );

  let posteriors = votes.map((object) => share(object, size));
  let counts = count(votes, posteriors, workerIds.length, size);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const pool = normalise(counts.reduce(addMatrix, beforeAll), poolPrior(size), POOL_STRENGTH);
    const logs = counts.map((own, worker) =>
      normalise(addMatrix(own, before[worker]!), pool, WORKER_STRENGTH).map((row) => row.map(Math.log)),
    );
    const priors = labelPrior(posteriors, labels, state);
    posteriors = votes.map((object) => {
      const scores = priors.map((prior, k) =>
        object.reduce((sum, vote) => sum + logs[vote.worker]![k]![vote.label]!, Math.log(prior)),
      );
      return softmax(scores);
    });
    counts = count(votes, posteriors, workerIds.length, size);
  }
  return { posteriors, contribution: contributionOf(workerIds, counts, votes, posteriors, labels) };
}

type Matrix = number[][];

const zeroMatrix = (size: number): Matrix => Array.from({ length: size }, () => new Array<number>(size).fill(0));

const addMatrix = (a: Matrix, b: Matrix): Matrix => a.map((row, k) => row.map((value, j) => value + b[k]![j]!));

const toMatrix = (counts: AnswerConfusion | undefined, labels: readonly string[]): Matrix =>
  labels.map((actual) => labels.map((answered) => counts?.confusion[actual]?.[answered] ?? 0));

const poolPrior = (size: number): Matrix =>
  zeroMatrix(size).map((row, k) =>
    row.map((_, j) => (size === 1 ? 1 : k === j ? POOL_DIAGONAL : (1 - POOL_DIAGONAL) / (size - 1))),
  );

/** Rows that sum to 1: counts shrunk to `prior` by `strength`. */
const normalise = (counts: Matrix, prior: Matrix, strength: number): Matrix =>
  counts.map((row, k) => {
    const total = row.reduce((sum, value) => sum + value, 0) + strength;
    return row.map((value, j) => (value + strength * prior[k]![j]!) / total);
  });

function share(votes: ReadonlyArray<{ label: number }>, size: number): number[] {
  if (votes.length === 0) return new Array<number>(size).fill(1 / size);
  const counts = new Array<number>(size).fill(0);
  for (const vote of votes) counts[vote.label]! += 1 / votes.length;
  return counts;
}

function labelPrior(posteriors: readonly number[][], labels: readonly string[], state: LabelWorkerState): number[] {
  const sums = labels.map((label, k) => posteriors.reduce((sum, row) => sum + row[k]!, state.labels[label] ?? 0));
  const total = sums.reduce((sum, value) => sum + value, 0) + PRIOR_STRENGTH;
  return sums.map((sum) => (sum + PRIOR_STRENGTH / labels.length) / total);
}

function count(
  votes: ReadonlyArray<ReadonlyArray<{ worker: number; label: number }>>,
  posteriors: readonly number[][],
  workers: number,
  size: number,
): Matrix[] {
  const counts = Array.from({ length: workers }, () => zeroMatrix(size));
  votes.forEach((object, index) => {
    // Who answered alone was compared with nobody.
    if (object.length < 2) return;
    for (const vote of object) {
      posteriors[index]!.forEach((probability, k) => {
        counts[vote.worker]![k]![vote.label]! += probability;
      });
    }
  });
  return counts;
}

function contributionOf(
  workerIds: readonly string[],
  counts: readonly Matrix[],
  votes: ReadonlyArray<ReadonlyArray<{ worker: number }>>,
  posteriors: readonly number[][],
  labels: readonly string[],
): LabelWorkerState {
  const answers = new Array<number>(workerIds.length).fill(0);
  for (const object of votes) for (const vote of object) answers[vote.worker]! += 1;
  const named = (row: readonly number[]) =>
    Object.fromEntries(labels.flatMap((label, j) => (row[j]! > 1e-9 ? [[label, row[j]!]] : [])));
  return {
    workers: Object.fromEntries(
      workerIds.map((id, worker) => [
        id,
        {
          confusion: Object.fromEntries(labels.map((label, k) => [label, named(counts[worker]![k]!)])),
          answers: answers[worker]!,
        },
      ]),
    ),
    labels: Object.fromEntries(
      labels.map((label, k) => [label, posteriors.reduce((sum, row, o) => sum + (votes[o]!.length ? row[k]! : 0), 0)]),
    ),
  };
}
