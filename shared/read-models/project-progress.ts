import { readStanding } from '../aws/execution-progress.ts';
import {
  findEndpointStatus,
  findLabelingProgress,
  findNewestTrainingJob,
  findTrainingProgress,
} from '../aws/job-progress.ts';
import type { ExecutionOverview, ProjectOverview } from '../contracts/overview.ts';
import type { ProjectProgress, RunningExecution } from '../contracts/project-progress.ts';
import { findCounter } from '../documents/batch-counter.ts';
import { loadProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { affordableImages } from '../domain/batches/batch-policy.ts';
import { nextStep } from '../domain/batches/next-step.ts';
import { isExecutionOf, parseBatchExecutionName } from '../domain/project/names.ts';
import { phaseOfState } from '../domain/workflow/loop-phase.ts';
import { readWaiting } from './waiting-images.ts';

/**
 * Where a project stands now.
 * @param executions the newest ones of the state machine
 * @param now milliseconds since 1970
 */
export async function readProgress(
  bucket: string,
  overview: ProjectOverview,
  executions: readonly ExecutionOverview[],
  now: number,
): Promise<ProjectProgress> {
  const { project, champion } = overview;
  const running = executions.find(({ name, status }) => status === 'RUNNING' && isExecutionOf(project, name));
  const own = projectBucket(bucket, project);
  const [loaded, { waiting, ready }, counter, endpointStatus] = await Promise.all([
    loadProject(own),
    readWaiting(own),
    findCounter(own),
    champion ? findEndpointStatus(champion.endpointName) : undefined,
  ]);
  const claimed = counter?.claimed ?? 0;
  return {
    next: 'problem' in loaded ? loaded.problem.reason : nextStep(loaded.project, waiting, ready, claimed, now),
    isHeld: 'project' in loaded && waiting.images > 0 && affordableImages(loaded.project.labeling, claimed) === 0,
    running: running ? await readRunning(overview, running, now) : null,
    endpointStatus: endpointStatus ?? null,
  };
}

/** Where a running execution stands, and how far its labeling or training is. */
export async function readRunning(
  { project, batches }: Pick<ProjectOverview, 'project' | 'batches'>,
  { executionArn, name }: ExecutionOverview,
  now: number,
): Promise<RunningExecution> {
  const { state = '' } = await readStanding(executionArn);
  const phase = phaseOfState(state) ?? '';
  const batchId = parseBatchExecutionName(project, name)?.batchId;
  const job = batches.find((batch) => batch.batchId === batchId)?.labelingJobName;
  const labeling = phase === 'label' && job ? await findLabelingProgress(job) : undefined;
  const trainingJob = phase === 'train' ? await findNewestTrainingJob(job ?? name) : undefined;
  const training = trainingJob ? await findTrainingProgress(trainingJob, now) : undefined;
  return { executionArn, name, state, phase, labeling: labeling ?? null, training: training ?? null };
}
