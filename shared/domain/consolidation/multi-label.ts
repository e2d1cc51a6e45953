import { dawidSkene } from './dawid-skene.ts';
import { emptyLabelState, type LabelWorkerState } from './label-workers.ts';
import { inWorkerOrder } from './worker-order.ts';

/** One object and the set of labels that each of its workers ticked; an empty set is an answer. */
export interface MultiLabelObject {
  objectId: string;
  answers: Array<{ workerId: string; labels: string[] }>;
}

export interface MultiLabelConsolidation {
  /** `labels`: those more likely right than not; `confidences`: of every label that anybody ticked, 0..1. */
  objects: Array<{ objectId: string; labels: string[]; confidences: Record<string, number> }>;
  /** One state per label, over the two answers `yes` and `no`. */
  contribution: Record<string, LabelWorkerState>;
}

const NO_YES = ['no', 'yes'] as const;

/**
 * Several workers' label sets -> one, label by label (binary relevance) by Dawid and Skene with priors. Not the union:
 * a label that one worker of five ticked is no label. A unanimous tick is kept, an unticked label never given.
 */
export function consolidateMultiLabel(
  objects: readonly MultiLabelObject[],
  labels: readonly string[],
  state: Record<string, LabelWorkerState>,
): MultiLabelConsolidation {
  const result: MultiLabelConsolidation = {
    objects: objects.map(({ objectId }) => ({ objectId, labels: [], confidences: {} })),
    contribution: {},
  };
  for (const label of labels) {
    const votes = objects.map((object) =>
      inWorkerOrder(object.answers).map((answer) => ({
        workerId: answer.workerId,
        label: answer.labels.includes(label) ? 1 : 0,
      })),
    );
    if (!votes.some((object) => object.some((vote) => vote.label === 1))) continue;
    const { posteriors, contribution } = dawidSkene(votes, NO_YES, state[label] ?? emptyLabelState());
    result.contribution[label] = contribution;
    votes.forEach((object, index) => {
      const ticks = object.filter((vote) => vote.label === 1).length;
      if (ticks === 0) return;
      const confidence = posteriors[index]![1]!;
      result.objects[index]!.confidences[label] = confidence;
      if (confidence > 0.5 || ticks === object.length) result.objects[index]!.labels.push(label);
    });
  }
  return result;
}
