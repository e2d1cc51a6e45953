import type { JobAnswer, RecentAnswer, StatisticsAnswer } from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import type { Account } from '../workers/account-store.ts';
import { nameObject } from './object-name.ts';
import { ownAnswers } from './own-answers.ts';
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
  const secret = await engine.secret();
  const recent: RecentAnswer[] = [];
  for (const { job, document } of await jobsOf(engine, account)) {
    const { reference, request } = document;
    const { answers } = await ownAnswers(engine, job, document, account.workerId);
    recent.push(
      ...answers.map(({ objectId, submittedAt, reopenable }) => ({
        jobReference: reference,
        objectId: nameObject(secret, reference, objectId),
        title: request.HumanTaskConfig.TaskTitle,
        submittedAt,
        reopenable,
      })),
    );
  }
  return recent.sort((a, b) => b.submittedAt - a.submittedAt).slice(0, RECENT);
}

/** The worker's own figures, over all jobs of their teams. */
export async function statisticsOf(engine: EngineContext, account: Account): Promise<StatisticsAnswer> {
  const today = Math.floor(engine.ports.now() / DAY_MS) * DAY_MS;
  const statistics: StatisticsAnswer = { answers: 0, declines: 0, secondsWorked: 0, answersToday: 0 };
  for (const { job, document } of await jobsOf(engine, account)) {
    const { answers, declines } = await ownAnswers(engine, job, document, account.workerId);
    statistics.declines += declines;
    statistics.answers += answers.length;
    statistics.secondsWorked += answers.reduce((sum, { secondsWorked }) => sum + secondsWorked, 0);
    statistics.answersToday += answers.filter(({ submittedAt }) => submittedAt >= today).length;
  }
  return statistics;
}
