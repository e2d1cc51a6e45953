import type { WorkerState } from '../../shared/contracts/worker-state.ts';
import { ANSWER_KIND_NAMES, type AnswerKindName, kindOf } from '../../shared/domain/answer-kinds/answer-kinds.ts';
import { readWorkerAnswer } from '../../shared/domain/answer-kinds/worker-answer.ts';
import { addWorkerStates, emptyWorkerState } from '../../shared/domain/consolidation/worker-state.ts';

/** What several workers said of one object; forms as JSON. */
export interface AnsweredForms {
  answers: Array<{ workerId: string; form: string }>;
}

/**
 * How many errors each object's label would have if no further worker were asked, by what is known of the workers.
 * Masks, forms of custom elements and lone answers cannot be weighed: infinite.
 * @param known what earlier answers taught about the workers
 * @param expected the kind of answer that the job asks for, where it says so
 * @returns `errors` in the order of the objects; `learnt` = what these answers teach
 */
export function weighAnswers(
  objects: readonly AnsweredForms[],
  labels: readonly string[],
  known: WorkerState,
  expected?: AnswerKindName,
): { errors: number[]; learnt: WorkerState } {
  const read = objects.map(({ answers }, index) => {
    const readable = answers.flatMap(({ workerId, form }) => {
      const { answer } = readWorkerAnswer(form, labels, expected);
      return answer ? [{ workerId, ...answer }] : [];
    });
    const kind = readable[0]?.kind;
    return { index, objectId: '', isText: false, kind, answers: readable.filter((answer) => answer.kind === kind) };
  });
  const errors = objects.map(() => Number.POSITIVE_INFINITY);
  let learnt = emptyWorkerState();
  for (const name of ANSWER_KIND_NAMES) {
    const own = read.filter(({ kind, answers }) => kind === name && answers.length > 1);
    const weighed = kindOf(name).weigh(own, labels, known);
    for (const [at, { index }] of own.entries()) errors[index] = weighed.errors[at]!;
    learnt = addWorkerStates(learnt, weighed.learnt);
  }
  return { errors, learnt };
}

/** Share of `workersPerObject` that an object may cost on average. */
const BUDGET = 0.6;
/** Errors that one answer more must promise to save: when answers are left over, at the budget and beyond it. */
const CHEAPEST = 0.005;
const DEAREST = 0.1;
/** Answers beyond the budget that make the next one e times as dear. */
const BUDGET_ANSWERS = 8;

/**
 * Who needs one worker more. Answers go where the most errors are expected; what the easy objects left of the budget
 * makes them cheaper, what the hard ones took dearer.
 * @param errors expected ones of the objects that wait for a decision
 * @param seen objects of the shard that have had their first answers @param spent answers that those have had or wait
 *   for
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
