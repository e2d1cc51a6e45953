import type { WorkerState } from '../../shared/contracts/worker-state.ts';
import { readWorkerAnswer, type WorkerAnswer } from '../../shared/domain/answer-kinds/worker-answer.ts';
import type { BoxObject } from '../../shared/domain/consolidation/bounding-boxes.ts';
import { dawidSkene } from '../../shared/domain/consolidation/dawid-skene.ts';
import { expectedBoxErrors } from '../../shared/domain/consolidation/expected-errors.ts';
import { consolidateMultiLabel } from '../../shared/domain/consolidation/multi-label.ts';
import { emptyWorkerState } from '../../shared/domain/consolidation/worker-state.ts';
import { boundsOf } from '../../shared/domain/shapes/polygon-raster.ts';

/** What several workers said of one object; forms as JSON. */
export interface AnsweredForms {
  answers: Array<{ workerId: string; form: string }>;
}

type Read = Array<{ workerId: string; answer: WorkerAnswer }>;

/**
 * How many errors each object's label would have if no further worker were asked, by what is known of the workers. Masks, forms of
 * custom elements and lone answers cannot be weighed: infinite.
 * @param known what earlier answers taught about the workers
 * @returns `errors` in the order of the objects; `learnt` = what these answers teach
 */
export function weighAnswers(
  objects: readonly AnsweredForms[],
  labels: readonly string[],
  known: WorkerState,
): { errors: number[]; learnt: WorkerState } {
  const read = objects.map(({ answers }) =>
    answers.flatMap(({ workerId, form }) => {
      const { answer } = readWorkerAnswer(form, labels);
      return answer ? [{ workerId, answer }] : [];
    }),
  );
  const errors = objects.map(() => Number.POSITIVE_INFINITY);
  const fill = (indexes: number[], found: readonly number[]) => {
    for (const [at, index] of indexes.entries()) errors[index] = found[at]!;
  };
  const of = (...kinds: Array<WorkerAnswer['kind']>) =>
    read.flatMap((answers, index) => (answers.length > 1 && kinds.includes(answers[0]!.answer.kind) ? index : []));

  const shapes = of('boxes', 'polygons');
  const boxes = expectedBoxErrors(
    shapes.map((index) => asBoxes(read[index]!)),
    labels,
    known.boxes,
  );
  fill(shapes, boxes.errors);

  const classes = of('label');
  const votes = classes.map((index) => asVotes(read[index]!, labels));
  const chosen = dawidSkene(votes, labels, known.labels);
  fill(
    classes,
    chosen.posteriors.map((posterior, at) => errorOfClass(posterior, votes[at]!)),
  );

  const sets = of('labels');
  const tickedSets = sets.map((index) => asSets(read[index]!));
  const ticked = consolidateMultiLabel(tickedSets, labels, known.labelSets);
  fill(
    sets,
    ticked.objects.map(({ confidences }, at) => errorsOfSet(confidences, tickedSets[at]!.answers)),
  );
  return {
    errors,
    learnt: {
      ...emptyWorkerState(),
      boxes: boxes.contribution,
      labels: chosen.contribution,
      labelSets: ticked.contribution,
    },
  };
}

/** Polygons are weighed by their bounds. */
const asBoxes = (answers: Read): BoxObject => ({
  objectId: '',
  answers: answers.flatMap(({ workerId, answer }) => {
    if (answer.kind === 'boxes') return [{ workerId, boxes: answer.boxes }];
    if (answer.kind !== 'polygons') return [];
    return [{ workerId, boxes: answer.polygons.map(({ label, vertices }) => ({ label, ...boundsOf(vertices) })) }];
  }),
});

const asVotes = (answers: Read, labels: readonly string[]) =>
  answers
    .flatMap(({ workerId, answer }) =>
      answer.kind === 'label' ? [{ workerId, label: labels.indexOf(answer.label) }] : [],
    )
    .sort((a, b) => (a.workerId < b.workerId ? -1 : 1));

/** Unanimous votes are never overruled: only labels that somebody chose are possible. */
function errorOfClass(posterior: readonly number[], votes: ReadonlyArray<{ label: number }>): number {
  const chosen = [...new Set(votes.map(({ label }) => label))].map((label) => posterior[label]!);
  return 1 - Math.max(...chosen) / chosen.reduce((sum, probability) => sum + probability, 0);
}

/** Labels that all ticked, or nobody, are settled. */
function errorsOfSet(confidences: Record<string, number>, answers: ReadonlyArray<{ labels: string[] }>): number {
  return Object.entries(confidences)
    .filter(([label]) => !answers.every(({ labels }) => labels.includes(label)))
    .reduce((sum, [, confidence]) => sum + Math.min(confidence, 1 - confidence), 0);
}

const asSets = (answers: Read) => ({
  objectId: '',
  answers: answers.flatMap(({ workerId, answer }) =>
    answer.kind === 'labels' ? [{ workerId, labels: answer.labels }] : [],
  ),
});

/** Share of `workersPerObject` that an object may cost on average. */
const BUDGET = 0.6;
/** Errors that one answer more must promise to save: when answers are left over, at the budget and beyond it. */
const CHEAPEST = 0.005;
const DEAREST = 0.1;
/** Answers beyond the budget that make the next one e times as dear. */
const BUDGET_ANSWERS = 8;

/**
 * Who needs one worker more. Answers go where the most errors are expected; what the easy objects left of the budget makes them
 * cheaper, what the hard ones took dearer.
 * @param errors expected ones of the objects that wait for a decision
 * @param seen objects of the shard that have had their first answers @param spent answers that those have had or wait for
 * @returns true per object when it needs one more
 */
export function needMore(
  errors: readonly number[],
  { seen, spent, workersPerObject }: { seen: number; spent: number; workersPerObject: number },
): boolean[] {
  const need = errors.map(() => false);
  let beyond = spent - BUDGET * workersPerObject * seen;
  for (const index of [...errors.keys()].sort((a, b) => errors[b]! - errors[a]!)) {
    const price = Math.min(DEAREST, Math.max(CHEAPEST, DEAREST * Math.exp(beyond / BUDGET_ANSWERS)));
    if (errors[index]! <= price) break;
    need[index] = true;
    beyond += 1;
  }
  return need;
}
