/**
 * What is known of each worker's choice of labels, carried from payload to payload: expected confusion counts by label
 * name, so that appended labels change nothing. The state is the sum of the contributions.
 */
export interface AnswerConfusion {
  /** `confusion[actual][answered]`: expected number of objects. */
  confusion: Record<string, Record<string, number>>;
  answers: number;
}

export interface LabelWorkerState {
  workers: Record<string, AnswerConfusion>;
  /** Expected number of objects of each label: the prior of the next payload. */
  labels: Record<string, number>;
}

export const emptyLabelState = (): LabelWorkerState => ({ workers: {}, labels: {} });

const addRow = (a: Record<string, number>, b: Record<string, number>) => {
  const sum = { ...a };
  for (const [key, value] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + value;
  return sum;
};

export function addLabelCounts(a: AnswerConfusion, b: AnswerConfusion): AnswerConfusion {
  const confusion = { ...a.confusion };
  for (const [actual, row] of Object.entries(b.confusion)) confusion[actual] = addRow(confusion[actual] ?? {}, row);
  return { confusion, answers: a.answers + b.answers };
}

/** The sum of two states: the fold over contributions. */
export function addLabelStates(a: LabelWorkerState, b: LabelWorkerState): LabelWorkerState {
  const workers = { ...a.workers };
  for (const [id, counts] of Object.entries(b.workers)) {
    workers[id] = workers[id] ? addLabelCounts(workers[id], counts) : counts;
  }
  return { workers, labels: addRow(a.labels, b.labels) };
}
