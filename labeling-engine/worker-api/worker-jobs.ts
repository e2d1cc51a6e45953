import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import { parseProjectKey } from '../../shared/domain/project/bucket-keys.ts';
import type { JobAnswer, RecentAnswer, StatisticsAnswer } from '../contracts/worker-api.ts';
import type { EngineContext } from '../engine-context.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { goldLineOf, readGold } from '../job/gold-objects.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { isAboutSequences } from '../job/task-sequence.ts';
import { mayShow } from '../render/readable-uris.ts';
import type { Account } from '../workers/account-store.ts';
import { nameObject } from './object-name.ts';
import { type OwnAnswer, ownAnswers } from './own-answers.ts';
import { TaskDesk } from './task-desk.ts';

const RECENT = 5;
const THUMBNAIL_SECONDS = 600;
const DAY_MS = 86_400_000;

/** The jobs whose team the worker belongs to. */
export async function jobsOf(
  engine: EngineContext,
  account: Account,
): Promise<Array<{ job: Job; document: JobDocument }>> {
  const jobs = await engine.jobs.list();
  return jobs.filter(({ document }) => account.workteamArns.includes(document.request.HumanTaskConfig.WorkteamArn));
}

/**
 * The jobs that the worker can work on, with what is left. Human loops of one flow definition are one job to them: the
 * loop that they can work on next, with what is left of all.
 */
export async function listJobs(engine: EngineContext, account: Account): Promise<JobAnswer[]> {
  const jobs = (await jobsOf(engine, account)).filter(({ document }) => document.status === 'InProgress');
  const flowOf = ({ document }: (typeof jobs)[number]) => document.loop?.flowDefinitionArn ?? document.arn;
  const answers = await describeJobs(engine, account, jobs);
  const together = Map.groupBy(jobs.keys(), (index) => flowOf(jobs[index]!));
  return [...together.values()].map((indexes) => {
    const own = indexes.map((index) => answers[index]!);
    const sum = (of: (answer: JobAnswer) => number) => own.reduce((total, answer) => total + of(answer), 0);
    const next = own.find(({ left }) => left > 0) ?? own[0]!;
    return own.length === 1
      ? next
      : {
          ...next,
          objects: sum(({ objects }) => objects),
          left: sum(({ left }) => left),
          answered: sum(({ answered }) => answered),
        };
  });
}

function describeJobs(
  engine: EngineContext,
  account: Account,
  jobs: ReadonlyArray<{ job: Job; document: JobDocument }>,
): Promise<JobAnswer[]> {
  return Promise.all(
    jobs.map(async ({ job, document }) => {
      const task = document.request.HumanTaskConfig;
      const ledger = document.ledger!;
      return {
        jobReference: document.reference,
        title: task.TaskTitle,
        description: task.TaskDescription,
        taskType: ledger.taskType,
        ...(await aboutImages(engine, job, document)),
        labels: ledger.labels,
        timeLimitSeconds: task.TaskTimeLimitInSeconds,
        objects: ledger.objects,
        ...(await new TaskDesk(engine, job, document, account).progress()),
      };
    }),
  );
}

/** Whose batch the job is, and one of its images to know it by. */
async function aboutImages(
  { ports }: EngineContext,
  job: Job,
  document: JobDocument,
): Promise<Pick<JobAnswer, 'project' | 'imageUrl'>> {
  const manifestUri = document.request.InputConfig.DataSource.S3DataSource!.ManifestS3Uri;
  const project = parseProjectKey(manifestUri.split('/').slice(3).join('/'));
  const line = (await job.lines(document, 0))[0];
  const imageUrl = line && (await signImage(line, document, ports));
  return { ...(project !== undefined && { project }), ...(imageUrl && { imageUrl }) };
}

/** A GET URL of a line's image; undefined for texts, sequences and what workers must not see. */
function signImage(line: ManifestLine, document: JobDocument, ports: EnginePorts): Promise<string> | undefined {
  const uri = line['source-ref'];
  if (uri === undefined || isAboutSequences(document)) return undefined;
  const manifestUri = document.request.InputConfig.DataSource.S3DataSource!.ManifestS3Uri;
  if (!mayShow(uri, line, manifestUri, ports.dataBucket)) return undefined;
  return ports.signUrl(uri, THUMBNAIL_SECONDS);
}

/** The worker's last five answers, newest first. */
export async function recentAnswers(engine: EngineContext, account: Account): Promise<RecentAnswer[]> {
  const given: Array<OwnAnswer & { job: Job; document: JobDocument }> = [];
  for (const { job, document } of await jobsOf(engine, account)) {
    const { answers } = await ownAnswers(engine, job, document, account.workerId);
    given.push(...answers.map((answer) => ({ ...answer, job, document })));
  }
  const newest = given.sort((a, b) => b.submittedAt - a.submittedAt).slice(0, RECENT);
  const secret = await engine.secret();
  return Promise.all(
    newest.map(async ({ objectId, submittedAt, reopenable, job, document }) => {
      const { reference, request } = document;
      const line = await lineOf(job, document, objectId);
      const imageUrl = line && (await signImage(line, document, engine.ports));
      return {
        jobReference: reference,
        objectId: nameObject(secret, reference, objectId),
        title: request.HumanTaskConfig.TaskTitle,
        submittedAt,
        reopenable,
        ...(imageUrl && { imageUrl }),
      };
    }),
  );
}

/** The manifest line of an ordinary or known object. */
async function lineOf(job: Job, document: JobDocument, objectId: string): Promise<ManifestLine | undefined> {
  const goldLine = goldLineOf(document, objectId);
  if (goldLine !== undefined) return (await readGold(job, goldLine)).line;
  const at = job.locate(document, objectId);
  return at && (await job.lines(document, at.shard))[at.index];
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
