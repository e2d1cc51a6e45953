import { classSetLabelSchema } from '../../contracts/label-values.ts';
import { consolidateMultiLabel } from '../consolidation/multi-label.ts';
import type { AnswerKind, Consolidate, Simulate } from './answer-kind.ts';
import { classNamesById, hundredths } from './written-shapes.ts';

export interface LabelsAnswer {
  kind: 'labels';
  labels: string[];
}

/** Labels of several workers -> labels (`consolidations.ts`). */
export const mergeLabelsAnswers: Consolidate<LabelsAnswer> = (objects, { labels: names, state, calibrate }) => {
  const { objects: found, contribution } = consolidateMultiLabel(objects, names, state.labelSets);
  return {
    labels: found.map(({ labels: agreed, confidences }, at) => {
      const { answers, isText } = objects[at]!;
      const ids = agreed.map((label) => names.indexOf(label));
      return {
        value: ids,
        metadata: {
          'class-map': classNamesById(ids, names),
          'confidence-map': Object.fromEntries(
            answers.length > 1
              ? agreed.map((label, index) => [String(ids[index]!), hundredths(calibrate(confidences[label] ?? 0))])
              : [],
          ),
          type: `groundtruth/${isText ? 'text' : 'image'}-classification-multilabel`,
        },
      };
    }),
    learnt: { labelSets: contribution },
  };
};

/** What a simulated worker submits (`simulations.ts`). */
export const simulateLabels: Simulate = ({ labelSet, labels: names, wrongLabel, random }) => ({
  labels: names.filter((label) => labelSet.includes(label) !== random() < wrongLabel),
});

/** Any number of classes of an image or a text, also none. */
export const labels: AnswerKind<LabelsAnswer> = {
  elements: ['crowd-image-classifier-multi-select', 'crowd-classifier-multi-select'],

  read({ labels: ticked }, known) {
    if (!Array.isArray(ticked)) return undefined;
    return { answer: { kind: 'labels', labels: ticked.filter((label) => known.includes(label)) } };
  },

  known({ value }, { nameOf }) {
    const ids = classSetLabelSchema.safeParse(value);
    return ids.success ? { kind: 'labels', labels: ids.data.map(nameOf) } : undefined;
  },

  compare(given, { labels: known }) {
    const [ticked, expected] = [new Set(given?.labels ?? []), new Set(known)];
    const all = [...ticked.union(expected)];
    const right = ticked.intersection(expected).size;
    return {
      score: given === undefined ? 0 : all.length === 0 ? 1 : right / all.length,
      findings: all.map((label) => ({
        verdict: !ticked.has(label) ? 'missed' : expected.has(label) ? 'right' : 'spurious',
        label,
      })),
    };
  },

  truth: () => undefined,

  judge: () => [],

  weigh(objects, names, known) {
    const { objects: found, contribution } = consolidateMultiLabel(objects, names, known.labelSets);
    return {
      errors: found.map(({ confidences }, at) => errorsOf(confidences, objects[at]!.answers)),
      learnt: { labelSets: contribution },
    };
  },
};

/** Labels that all ticked, or nobody, are settled. */
const errorsOf = (confidences: Record<string, number>, answers: ReadonlyArray<LabelsAnswer>): number =>
  Object.entries(confidences)
    .filter(([label]) => !answers.every(({ labels: ticked }) => ticked.includes(label)))
    .reduce((sum, [, confidence]) => sum + Math.min(confidence, 1 - confidence), 0);
