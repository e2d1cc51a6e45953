import type { EngineContext } from '../engine-context.ts';
import { GoldAnswers } from '../job/gold-answers.ts';
import { goldObjectId } from '../job/gold-objects.ts';
import { type Job, objectIdOf } from '../job/job.ts';
import { isTerminal, type JobDocument } from '../job/job-document.ts';

/** One answer of a worker, to an ordinary or to a known object: nothing here tells which. */
export interface OwnAnswer {
  objectId: string;
  submittedAt: number;
  secondsWorked: number;
  reopenable: boolean;
}

/** What one worker has done in one job. */
export async function ownAnswers(
  { ports }: EngineContext,
  job: Job,
  document: JobDocument,
  workerId: string,
): Promise<{ answers: OwnAnswer[]; declines: number }> {
  const ordinary: OwnAnswer[] = [];
  let declines = 0;
  for (const [shardIndex, stored] of job.shards(document).entries()) {
    for (const [index, object] of (await stored.read()).objects.entries()) {
      declines += object.declines.filter((decline) => decline.workerId === workerId).length;
      const own = object.answers.find((answer) => answer.workerId === workerId);
      if (!own) continue;
      const { submittedAt, secondsWorked } = own;
      const objectId = objectIdOf(shardIndex, index);
      ordinary.push({ objectId, submittedAt, secondsWorked, reopenable: object.state === 'open' });
    }
  }
  const gold = await new GoldAnswers(job, document, ports, workerId).list();
  const now = ports.now();
  const known = gold
    .filter(({ declined }) => !declined)
    .map(({ goldLine, at, secondsWorked = 0 }): OwnAnswer => {
      const inGrace = now < at + ports.reopenSeconds * 1000;
      const reopenable = !isTerminal(document) && (inGrace || (neighbourOf(ordinary, at)?.reopenable ?? false));
      return { objectId: goldObjectId(document, goldLine), submittedAt: at, secondsWorked, reopenable };
    });
  return { answers: [...ordinary, ...known], declines: declines + gold.length - known.length };
}

/**
 * The ordinary answer before the time, else the first one: a known object closes when that does, so that its time tells
 * nothing.
 */
function neighbourOf(answers: readonly OwnAnswer[], at: number): OwnAnswer | undefined {
  const inTime = answers.toSorted((a, b) => a.submittedAt - b.submittedAt);
  return inTime.findLast(({ submittedAt }) => submittedAt <= at) ?? inTime[0];
}
