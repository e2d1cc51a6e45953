import { classLabelSchema } from '../../contracts/label-values.ts';
import { consolidateClassification } from '../consolidation/classification.ts';
import { dawidSkene } from '../consolidation/dawid-skene.ts';
import { inWorkerOrder } from '../consolidation/worker-order.ts';
import type { AnswerKind, Consolidate, Simulate } from './answer-kind.ts';
import { hundredths } from './written-shapes.ts';

export interface LabelAnswer {
  kind: 'label';
  label: string;
  comment: string | undefined;
}

/** Label of several workers -> labels (`consolidations.ts`). */
export const mergeLabelAnswers: Consolidate<LabelAnswer> = (objects, { labels, state, calibrate }) => {
  const { objects: found, contribution } = consolidateClassification(objects, labels, state.labels);
  return {
    labels: found.map(({ label: chosen, confidence }, at) => {
      if (chosen === undefined) return undefined;
      const { answers, isText } = objects[at]!;
      const comments = answers.flatMap(({ comment }) => (comment ? { comment } : []));
      return {
        value: labels.indexOf(chosen),
        metadata: {
          'class-name': chosen,
          ...(answers.length > 1 && { confidence: hundredths(calibrate(confidence)) }),
          type: isText ? 'groundtruth/text-classification' : 'groundtruth/image-classification',
          ...(comments.length > 0 && { 'worker-feedback': comments }),
        },
      };
    }),
    learnt: { labels: contribution },
  };
};

/** What a simulated worker submits (`simulations.ts`). */
export const simulateLabel: Simulate = ({ label: seen, labels, wrongLabel, random }) => {
  const right = seen ?? labels[0]!;
  const others = labels.filter((name) => name !== right);
  const isWrong = others.length > 0 && random() < wrongLabel;
  return { label: isWrong ? others[Math.floor(random() * others.length)]! : right };
};

/** One class of an image or a text. */
export const label: AnswerKind<LabelAnswer> = {
  elements: ['crowd-image-classifier', 'crowd-classifier'],

  read({ label: chosen, workerComment }, labels) {
    if (typeof chosen !== 'string') return undefined;
    if (!labels.includes(chosen)) return { problem: `the class ${JSON.stringify(chosen)} is none of this job` };
    const comment = typeof workerComment === 'string' ? workerComment : undefined;
    return { answer: { kind: 'label', label: chosen, comment } };
  },

  known({ value }, { nameOf }) {
    const id = classLabelSchema.safeParse(value);
    return id.success ? { kind: 'label', label: nameOf(id.data), comment: undefined } : undefined;
  },

  compare(given, { label: known }) {
    if (given?.label === known) return { score: 1, findings: [{ verdict: 'right', label: known }] };
    if (!given) return { score: 0, findings: [{ verdict: 'missed', label: known }] };
    return { score: 0, findings: [{ verdict: 'mislabeled', label: given.label, knownLabel: known }] };
  },

  truth: ({ label: known }) => ({ label: known }),

  judge({ metadata }, truth) {
    const { 'class-name': name, confidence } = metadata as { 'class-name': string; confidence?: number };
    return 'label' in truth && confidence ? [{ confidence, right: name === truth.label }] : [];
  },

  weigh(objects, labels, known) {
    const votes = objects.map(({ answers }) =>
      inWorkerOrder(answers).map(({ workerId, label: chosen }) => ({ workerId, label: labels.indexOf(chosen) })),
    );
    const { posteriors, contribution } = dawidSkene(votes, labels, known.labels);
    return {
      errors: posteriors.map((posterior, at) => errorOf(posterior, votes[at]!)),
      learnt: { labels: contribution },
    };
  },
};

/** Unanimous votes are never overruled: only labels that somebody chose are possible. */
function errorOf(posterior: readonly number[], votes: ReadonlyArray<{ label: number }>): number {
  const chosen = [...new Set(votes.map((vote) => vote.label))].map((id) => posterior[id]!);
  return 1 - Math.max(...chosen) / chosen.reduce((sum, probability) => sum + probability, 0);
}
