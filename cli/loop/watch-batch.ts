import { listExecutions } from '../../shared/aws/execution-history.ts';
import { type ExecutionStanding, findStateMachineArn, readStanding } from '../../shared/aws/execution-progress.ts';
import { findLabelingProgress, findNewestTrainingJob, type LabelingProgress } from '../../shared/aws/job-progress.ts';
import { findText, listFolders } from '../../shared/aws/s3.ts';
import { type Batch, batchSchema } from '../../shared/contracts/batch.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { labelingJobName } from '../../shared/domain/project/names.ts';
import { adviseOn, remedyText } from '../../shared/domain/workflow/failure-advice.ts';
import { causeMessage } from '../../shared/domain/workflow/failure-cause.ts';
import { type LoopPhase, phaseOfState } from '../../shared/domain/workflow/loop-phase.ts';
import { CommandError } from '../command.ts';
import { readLastReport, type TrainingReport } from './training-log.ts';

/** What a batch is doing now. */
export type LoopNews =
  | { phase: 'label'; labeling: LabelingProgress }
  | { phase: 'train'; training: TrainingReport | undefined; trainingJobName: string | undefined }
  | { phase: Exclude<LoopPhase, 'label' | 'train'> };

/** How it ended. */
export interface LoopEnd {
  batch: Batch;
  labelingJobName: string;
  executionArn: string;
  trainingJobName: string | undefined;
  /** `deployed`, `kept`, `labeled` (training not due), `nothingNew`, `coalesced` or `superseded`. */
  outcome: string;
  reason: string;
  /** Seconds spent in each phase, as seen from here. */
  seconds: Partial<Record<LoopPhase, number>>;
}

export interface WatchOptions {
  bucket: string;
  project: string;
  /** Folder of the laptop cloud: a running training tells its progress in a log there. */
  dataDir: string;
  /** Batches that stood before; the first other one is watched. */
  known: ReadonlySet<string>;
  signal: AbortSignal;
  news(news: LoopNews): Promise<void>;
}

const POLL_MS = 400;
const BATCH_PATIENCE_MS = 150_000;

const pause = () => new Promise((resolve) => setTimeout(resolve, POLL_MS));

/** Ids of the batches of a project so far. */
export const listBatchIds = async (bucket: string, project: string): Promise<Set<string>> =>
  new Set(await listFolders(bucket, projectKeys(project).batchesPrefix));

/**
 * Waits for the project's next batch and follows its execution to the end.
 * @throws CommandError when no batch comes or the execution fails
 */
export async function watchNextBatch(options: WatchOptions): Promise<LoopEnd> {
  const batch = await nextBatch(options);
  const name = labelingJobName(batch);
  const seconds: LoopEnd['seconds'] = {};
  let phase: LoopPhase = 'preLabel';
  let since = Date.now();
  for (;;) {
    options.signal.throwIfAborted();
    const standing = await findStanding(name);
    const now = Date.now();
    seconds[phase] = (seconds[phase] ?? 0) + (now - since) / 1000;
    since = now;
    phase = (standing?.state && phaseOfState(standing.state)) || phase;
    if (standing && standing.status !== 'RUNNING') return conclude(options, batch, standing, seconds);
    await options.news(await readNews(options, name, phase));
    await pause();
  }
}

async function nextBatch({ bucket, project, known, signal }: WatchOptions): Promise<Batch> {
  for (const end = Date.now() + BATCH_PATIENCE_MS; Date.now() < end; await pause()) {
    signal.throwIfAborted();
    for (const batchId of await listBatchIds(bucket, project)) {
      const stored = known.has(batchId) ? undefined : await findText(bucket, projectKeys(project).batch(batchId));
      if (stored) return parseJson(batchSchema, stored.text, projectKeys(project).batch(batchId));
    }
  }
  throw new CommandError(`no batch of ${project} was closed`, {
    why: 'neither the marker ready/ nor the sweep started one in two minutes',
    todo: `\`labelloop status ${project}\` says what it waits for; what the function said is in logs/lambda/close-batch.log of the data folder`,
  });
}

/** The executions that may have the name are few: the newest ones. */
async function findStanding(executionName: string): Promise<ExecutionStanding | undefined> {
  const machine = await findStateMachineArn('label-train-deploy');
  const executions = machine ? await listExecutions(machine, 20) : [];
  const own = executions.find(({ name }) => name === executionName);
  return own && readStanding(own.executionArn);
}

async function readNews({ dataDir }: WatchOptions, name: string, phase: LoopPhase): Promise<LoopNews> {
  if (phase === 'label') {
    const none = { status: 'Initializing', labeled: 0, unlabeled: 0, failed: 0 };
    return { phase, labeling: (await findLabelingProgress(name)) ?? none };
  }
  if (phase !== 'train') return { phase };
  const trainingJobName = await findNewestTrainingJob(name);
  return {
    phase,
    trainingJobName,
    training: trainingJobName ? await readLastReport(dataDir, trainingJobName) : undefined,
  };
}

/** What an execution's end means and what helps, as `labelloop status` and the console say it. */
export function badEnd(
  project: string,
  { status, error, cause = '', executionArn }: Pick<ExecutionStanding, 'status' | 'error' | 'cause' | 'executionArn'>,
): CommandError {
  const advice = adviseOn({ error: error ?? status, cause }, project);
  return new CommandError(`the loop of ${project} ended with ${status}: ${error ?? 'no error is recorded'}`, {
    where: executionArn,
    why: [causeMessage(cause), advice.sentence].filter(Boolean).join(' '),
    todo: remedyText(advice),
  });
}

async function conclude(
  { project }: WatchOptions,
  batch: Batch,
  standing: ExecutionStanding,
  seconds: LoopEnd['seconds'],
): Promise<LoopEnd> {
  if (standing.status !== 'SUCCEEDED') throw badEnd(project, standing);
  const { outcome = '', reason = '' } = standing.output as { outcome?: string; reason?: string };
  return {
    batch,
    labelingJobName: labelingJobName(batch),
    executionArn: standing.executionArn,
    trainingJobName: await findNewestTrainingJob(labelingJobName(batch)),
    outcome,
    reason,
    seconds,
  };
}
