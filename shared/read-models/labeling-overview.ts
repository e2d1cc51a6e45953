import { ownLabelingPeople } from '../aws/labeling-people.ts';
import { listFolders } from '../aws/s3.ts';
import type {
  Disagreement,
  LabelingJobOverview,
  LabelingOverview,
  WorkerOverview,
} from '../contracts/labeling-overview.ts';
import type { LabelingWork, Worker } from '../contracts/labeling-people.ts';
import type { Project } from '../contracts/project.ts';
import { findBatch } from '../documents/batch.ts';
import { readRecords } from '../documents/ledger.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { readWorkerState } from '../documents/worker-contributions.ts';
import { type WorkerFigures, workerFigures } from '../domain/consolidation/worker-figures.ts';
import { disagreementOf } from '../domain/labeling/disagreement.ts';
import { expectedEnd } from '../domain/labeling/expected-end.ts';
import { labelingJobName } from '../domain/project/names.ts';
import { findRoundsOfJob } from './automatic-rounds.ts';
import { readBatchAnswers } from './batch-answers.ts';
import { readWorkerRecords } from './worker-records.ts';

const SHOWN_JOBS = 12;

/** SageMaker itself knows no operation of the engine's. */
const isGroundTruth = (error: unknown) => /UnknownOperation|InvalidAction/.test((error as Error).name);

/**
 * How a project's labeling goes.
 * @param known files of workers' answers that were read before, by key @param now milliseconds since 1970
 */
export async function readLabeling(
  bucket: string,
  project: Project,
  known: Map<string, string>,
  now: number,
): Promise<LabelingOverview> {
  const own = projectBucket(bucket, project.project);
  const ids = (await listFolders(bucket, own.keys.batchesPrefix)).sort().reverse().slice(0, SHOWN_JOBS);
  const batches = (await Promise.all(ids.map((batchId) => findBatch(own, batchId)))).flatMap((batch) => batch ?? []);
  const jobs = await Promise.all(
    batches
      .filter(({ reason }) => reason !== 'import')
      .map(async (batch) => {
        const jobName = labelingJobName(batch);
        const work = await unlessGroundTruth(findWork(jobName));
        const rounds =
          project.labeling.automatic || work?.LabelCounters.MachineLabeled
            ? await findRoundsOfJob(own, batch.batchId, jobName)
            : undefined;
        return { batch, work, rounds };
      }),
  );
  const people = await unlessGroundTruth(ownLabelingPeople().list());
  const [records, state] = await Promise.all([readWorkerRecords(own, known), readWorkerState(own)]);
  const figures = workerFigures(records, state);
  const teams = new Set([project.labeling.workteamArn, ...jobs.map(({ work }) => work?.WorkteamArn ?? '')]);
  const troubled = jobs.flatMap(({ batch, work }) =>
    work && work.LabelCounters.TotalLabeled < batch.images.length && work.LabelingJobStatus !== 'InProgress'
      ? batch.images
      : [],
  );
  return {
    jobs: jobs.flatMap(({ batch, work, rounds }) =>
      work ? [{ ...jobOverview(batch.batchId, batch.images.length, work, now), rounds: rounds ?? null }] : [],
    ),
    pricePerAnswerUsd: project.labeling.pricePerAnswerUsd ?? 0,
    workers: workersOf(
      people ?? [],
      figures,
      teams,
      jobs.flatMap(({ work }) => work?.Workers ?? []),
    ),
    needsAttention: await readNeedsAttention(own, troubled),
    hasOwnPeople: people !== undefined,
  };
}

async function unlessGroundTruth<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (isGroundTruth(error)) return undefined;
    throw error;
  }
}

/** undefined: the batch's job does not exist (yet). */
async function findWork(jobName: string): Promise<LabelingWork | undefined> {
  try {
    return await ownLabelingPeople().work(jobName);
  } catch (error) {
    if ((error as Error).name.startsWith('ResourceNotFound')) return undefined;
    throw error;
  }
}

function jobOverview(
  batchId: string,
  images: number,
  work: LabelingWork,
  now: number,
): Omit<LabelingJobOverview, 'rounds'> {
  const { TotalLabeled, MachineLabeled, Unlabeled, FailedNonRetryableError } = work.LabelCounters;
  const hours = work.Hours.map(({ StartTime, Answers }) => ({ at: StartTime * 1000, answers: Answers }));
  const createdAt = work.CreationTime * 1000;
  const pace = {
    labeled: TotalLabeled,
    unlabeled: Unlabeled,
    workersPerObject: work.WorkersPerObject,
    createdAt,
    hours,
  };
  return {
    ...{ batchId, jobName: work.LabelingJobName, status: work.LabelingJobStatus, images },
    ...{ labeled: TotalLabeled, byMachine: MachineLabeled, unlabeled: Unlabeled, failed: FailedNonRetryableError },
    ...{ workersPerObject: work.WorkersPerObject, createdAt, hours },
    expectedEnd: work.LabelingJobStatus === 'InProgress' ? expectedEnd(pace, now) : null,
    workers: work.Workers.map(({ WorkerId, Answers, GoldAnswers, GoldPassed, IsPausedByGold }) => ({
      ...{ workerId: WorkerId, answers: Answers, goldAnswers: GoldAnswers, goldPassed: GoldPassed },
      isPausedByGold: IsPausedByGold,
    })),
    failures: work.Failures.map(({ Reason, Objects }) => ({ reason: Reason, objects: Objects })),
    declines: work.Declines.map(({ Reason, Times }) => ({ reason: Reason, times: Times })),
  };
}

/** People of the teams and whoever answered, the busiest first. */
function workersOf(
  people: readonly Worker[],
  figures: readonly WorkerFigures[],
  teams: ReadonlySet<string>,
  atWork: LabelingWork['Workers'],
): WorkerOverview[] {
  const own = new Map(people.map((person) => [person.WorkerId, person]));
  const known = new Map(figures.map((one) => [one.workerId, one]));
  const isOfTeam = ({ WorkteamArns, WorkerStatus }: Worker) =>
    WorkerStatus === 'Invited' || WorkteamArns.some((arn) => teams.has(arn) || teams.has(arn.split('/').at(-1)!));
  const given = Map.groupBy(atWork, ({ WorkerId }) => WorkerId);
  const ids = new Set([...people.filter(isOfTeam).map(({ WorkerId }) => WorkerId), ...known.keys(), ...given.keys()]);
  const workers = [...ids].map((workerId): WorkerOverview => {
    const person = own.get(workerId);
    const figure = known.get(workerId);
    const counted = (given.get(workerId) ?? []).reduce((sum, { Answers }) => sum + Answers, 0);
    return {
      workerId,
      name: person?.WorkerName ?? workerId,
      status: person?.WorkerStatus ?? 'Removed',
      reason: person?.StatusReason ?? null,
      answers: Math.max(figure?.answers ?? 0, counted),
      secondsPerTask: figure?.secondsPerTask || (given.get(workerId)?.[0]?.SecondsPerAnswer ?? 0),
      agreement: figure?.agreement ?? null,
      gold: figure?.goldScore ?? null,
    };
  });
  return workers.sort((a, b) => b.answers - a.answers || (a.name < b.name ? -1 : 1));
}

/** By cause, of these images. */
async function readNeedsAttention(bucket: ProjectBucket, images: readonly string[]) {
  const records = await readRecords(bucket, [...new Set(images)]);
  const stuck = records.filter(({ outcome }) => outcome === 'needsAttention');
  return [...Map.groupBy(stuck, ({ reason }) => reason ?? 'no reason was kept')]
    .map(([reason, all]) => ({ reason, images: all.map(({ sha256 }) => sha256) }))
    .sort((a, b) => b.images.length - a.images.length);
}

/** The images of a batch that its workers see most differently. @param shown how many at most */
export async function readDisagreements(
  bucket: ProjectBucket,
  batchId: string,
  shown: number,
): Promise<Disagreement[]> {
  const answered = await readBatchAnswers(bucket, batchId);
  return [...answered.values()]
    .map((image) => ({ ...image, disagreement: disagreementOf(image.answers) }))
    .filter(({ disagreement }) => disagreement > 0)
    .sort((a, b) => b.disagreement - a.disagreement || (a.sha256 < b.sha256 ? -1 : 1))
    .slice(0, shown);
}
