import { dawidSkene } from './dawid-skene.ts';
import type { LabelWorkerState } from './label-workers.ts';
import { inWorkerOrder } from './worker-order.ts';

/** One object and the label that each of its workers chose. */
export interface ClassificationObject {
  objectId: string;
  answers: Array<{ workerId: string; label: string }>;
}

export interface ClassificationConsolidation {
  /**
   * `label` is undefined when nobody answered; `confidence` 0..1 is its probability, also where one worker answered.
   */
  objects: Array<{ objectId: string; label: string | undefined; confidence: number }>;
  contribution: LabelWorkerState;
}

/**
 * Several workers' labels -> one: Dawid and Skene with priors, workers known from `state`. A label that nobody chose is
 * never given and a unanimous vote is never overruled; ties go to the label that comes first.
 * @param labels label names in class-id order; answers of other labels must have been taken out before
 */
export function consolidateClassification(
  objects: readonly ClassificationObject[],
  labels: readonly string[],
  state: LabelWorkerState,
): ClassificationConsolidation {
  const votes = objects.map((object) =>
    inWorkerOrder(object.answers).map(({ workerId, label }) => ({ workerId, label: labels.indexOf(label) })),
  );
  const { posteriors, contribution } = dawidSkene(votes, labels, state);
  return {
    objects: objects.map(({ objectId }, index) => {
      const chosen = [...new Set(votes[index]!.map((vote) => vote.label))].sort((a, b) => a - b);
      const best = chosen.reduce<number | undefined>(
        (top, label) =>
          top === undefined || posteriors[index]![label]! > posteriors[index]![top]! + 1e-12 ? label : top,
        undefined,
      );
      if (best === undefined) return { objectId, label: undefined, confidence: 0 };
      return {
        objectId,
        label: labels[best]!,
        confidence: posteriors[index]![best]!,
      };
    }),
    contribution,
  };
}
