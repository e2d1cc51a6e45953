import { defineAction } from '../action.ts';
import { labelingJobNameSchema } from '../contracts/labeling-requests.ts';
import { isCareless } from '../core/gold.ts';
import { type JobWork, workOfShards } from '../core/job-work.ts';
import type { EngineContext } from '../engine-context.ts';
import { GoldAnswers } from '../job/gold-answers.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { findJob, labelCounters } from '../job/labeling-job-description.ts';

/** Our own action: how a job goes, by hour, by worker and by what went wrong. Times are seconds since 1970. */
export const describeLabelingWork = defineAction({
  name: 'DescribeLabelingWork',
  input: labelingJobNameSchema,
  async handle({ LabelingJobName }, engine) {
    const { job, document } = await findJob(engine, LabelingJobName);
    const shards = await Promise.all(job.shards(document).map((stored) => stored.read()));
    const { hours, workers, failures, declines } = workOfShards(shards);
    return {
      LabelingJobName: document.request.LabelingJobName,
      LabelingJobStatus: document.status,
      CreationTime: document.createdAt / 1000,
      WorkteamArn: document.request.HumanTaskConfig.WorkteamArn,
      WorkersPerObject: document.request.HumanTaskConfig.NumberOfHumanWorkersPerDataObject,
      LabelCounters: await labelCounters(job, document),
      Hours: hours.map(({ at, answers }) => ({ StartTime: at / 1000, Answers: answers })),
      Workers: await Promise.all(workers.map((worker) => workerWork(engine, job, document, worker))),
      Failures: failures.map(({ reason, objects }) => ({ Reason: reason, Objects: objects })),
      Declines: declines.map(({ reason, times }) => ({ Reason: reason, Times: times })),
    };
  },
});

async function workerWork(
  { ports, accounts }: EngineContext,
  job: Job,
  document: JobDocument,
  { workerId, answers, declines, secondsPerAnswer, lastAt }: JobWork['workers'][number],
) {
  const [account, gold] = await Promise.all([
    accounts.findWorker(workerId),
    new GoldAnswers(job, document, ports, workerId).list(),
  ]);
  const judged = gold.filter(({ declined }) => !declined);
  const counted = judged.filter(({ at }) => at >= (account?.trustedSince ?? 0));
  return {
    WorkerId: workerId,
    ...(account && { WorkerName: account.name }),
    Answers: answers,
    Declines: declines,
    SecondsPerAnswer: secondsPerAnswer,
    LastAnswerTime: lastAt / 1000,
    GoldAnswers: judged.length,
    GoldPassed: judged.filter(({ passed }) => passed).length,
    IsPausedByGold: isCareless(counted),
  };
}
