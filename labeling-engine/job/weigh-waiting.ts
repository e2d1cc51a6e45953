import { TASK_TYPES, type TaskTypeName } from '../../shared/domain/answer-kinds/tasks/task-types.ts';
import { addWorkerStates, emptyWorkerState } from '../../shared/domain/consolidation/worker-state.ts';
import { answersOf } from '../core/answers.ts';
import { type LedgerObject, type LedgerSettings, type Shard, wantedOf } from '../core/shard.ts';
import { needMore, weighAnswers } from '../core/weigh-answers.ts';
import { type Job, objectIdOf } from './job.ts';
import type { JobDocument } from './job-document.ts';

/** Answered objects that are looked at with those that wait: they say what the workers are worth. */
const COMPANY = 100;

/**
 * Decides for all objects of a shard that have the answers wanted so far whether one worker more is asked. What the
 * other shards have taught about the workers stays in memory only: after a restart it is learnt again.
 */
export async function weighWaiting(job: Job, document: JobDocument, shardIndex: number): Promise<void> {
  const shard = await job.shards(document)[shardIndex]!.read();
  const waiting = shard.outbox.flatMap((effect) => (effect.kind === 'weigh' ? effect.object : []));
  const looked = [...waiting, ...companyOf(shard, waiting)];
  const forms = await Promise.all(looked.map((index) => formsOf(job, shardIndex, index, shard.objects[index]!)));
  const known = [...job.learnt].filter(([index]) => index !== shardIndex).map(([, learnt]) => learnt);
  const { errors, learnt } = weighAnswers(
    forms,
    document.ledger!.labels,
    known.reduce(addWorkerStates, emptyWorkerState()),
    TASK_TYPES[document.ledger!.taskType as TaskTypeName]?.answer,
  );
  job.learnt.set(shardIndex, learnt);
  const need = needMore(errors.slice(0, waiting.length), spendingOf(shard, job.settings(document)));
  await Promise.all(
    waiting.map((object, at) =>
      job.apply(document, shardIndex, {
        type: 'weighed',
        object,
        of: answersOf(shard.objects[object]!),
        suffices: !need[at],
      }),
    ),
  );
}

/** The objects answered last, those that wait left out. */
function companyOf({ objects }: Shard, waiting: readonly number[]): number[] {
  const lastAnswer = (index: number) => Math.max(...objects[index]!.answers.map(({ submittedAt }) => submittedAt));
  return [...objects.keys()]
    .filter((index) => objects[index]!.answers.length > 1 && !waiting.includes(index))
    .sort((a, b) => lastAnswer(b) - lastAnswer(a) || a - b)
    .slice(0, COMPANY);
}

async function formsOf(job: Job, shardIndex: number, index: number, { answers }: LedgerObject) {
  const objectId = objectIdOf(shardIndex, index);
  return {
    answers: await Promise.all(
      answers.map(async ({ workerId, leaseId, contentHash }) => ({
        workerId,
        form: await job.readOnce(job.keys().answer(objectId, leaseId, contentHash)),
      })),
    ),
  };
}

function spendingOf({ objects }: Shard, settings: LedgerSettings) {
  const { workersPerObject, fewestWorkers = workersPerObject } = settings;
  const seen = objects.filter(({ answers }) => answers.length >= fewestWorkers);
  const spent = seen.reduce((sum, object) => sum + Math.max(object.answers.length, wantedOf(object, settings)), 0);
  return { seen: seen.length, spent, workersPerObject };
}
