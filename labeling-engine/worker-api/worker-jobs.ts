import type { JobAnswer, RecentAnswer, StatisticsAnswer } from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import { type Job, objectIdOf } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import type { Account } from '../workers/account-store.ts';
import { TaskDesk } from './task-desk.ts';

const RECENT = 5;
const DAY_MS = 86_400_000;

/** The jobs whose team the worker belongs to. */
export async function jobsOf(
  engine: EngineContext,
  account: Account,
): Promise<Array<{ job: Job; document: JobDocument }>> {
  const jobs = await engine.jobs.list();
  return jobs.filter(({ document }) => account.workteamArns.includes(document.request.HumanTaskConfig.WorkteamArn));
}

/** The jobs that the worker can work on, with what is left. */
export async function listJobs(engine: EngineContext, account: Account): Promise<JobAnswer[]> {
  const jobs = (await jobsOf(engine, account)).filter(({ document }) => document.status === 'InProgress');
  return Promise.all(
    jobs.map(async ({ job, document }) => {
      const task = document.request.HumanTaskConfig;
      const ledger = document.ledger!;
      return {
        jobReference: document.reference,
        title: task.TaskTitle,
        description: task.TaskDescription,
        taskType: ledger.taskType,
        labels: ledger.labels,
        timeLimitSeconds: task.TaskTimeLimitInSeconds,
        objects: ledger.objects,
        ...(await new TaskDesk(engine, job, document, account).progress()),
      };
    }),
  );
}

/** The worker's last five answers, newest first. */
export async function recentAnswers(engine: EngineContext, account: Account): Promise<RecentAnswer[]> {
  const answers: RecentAnswer[] = [];
  for (const { job, document } of await jobsOf(engine, account)) {
    for (const [shardIndex, stored] of job.shards(document).entries()) {
      for (const [index, object] of (await stored.read()).objects.entries()) {
        const own = object.answers.find(({ workerId }) => workerId === account.workerId);
        if (!own) continue;
        answers.push({
          jobReference: document.reference,
          objectId: objectIdOf(shardIndex, index),
          title: document.request.HumanTaskConfig.TaskTitle,
          submittedAt: own.submittedAt,
          reopenable: object.state === 'open',
        });
      }
    }
  }
  return answers.sort((a, b) => b.submittedAt - a.submittedAt).slice(0, RECENT);
}

/** The worker's own figures, over all jobs of their teams. */
export async function statisticsOf(engine: EngineContext, account: Account): Promise<StatisticsAnswer> {
  const today = Math.floor(engine.ports.now() / DAY_MS) * DAY_MS;
  const statistics: StatisticsAnswer = { answers: 0, declines: 0, secondsWorked: 0, answersToday: 0 };
  for (const { job, document } of await jobsOf(engine, account)) {
    for (const stored of job.shards(document)) {
      for (const object of (await stored.read()).objects) {
        statistics.declines += object.declines.filter(({ workerId }) => workerId === account.workerId).length;
        const own = object.answers.find(({ workerId }) => workerId === account.workerId);
        if (!own) continue;
        statistics.answers += 1;
        statistics.secondsWorked += own.secondsWorked;
        if (own.submittedAt >= today) statistics.answersToday += 1;
      }
    }
  }
  return statistics;
}
