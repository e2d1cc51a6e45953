import { jobLines } from '../aws/job-logs.ts';
import { findNewestTrainingJob, findTrainingJob } from '../aws/job-progress.ts';
import type { TrainingCurves } from '../contracts/model-report.ts';
import { curvesOf } from '../domain/training/curves-of-lines.ts';

/**
 * How a training went, or goes: what its container printed of each metric.
 * @param jobName of a training; undefined: the project's newest
 * @returns null when there is none, or when SageMaker forgot it
 */
export async function readTrainingCurves(
  { project, uid }: { project: string; uid: string },
  jobName: string | undefined,
): Promise<TrainingCurves | null> {
  const name = jobName ?? (await findNewestTrainingJob(`${project}-${uid}-`));
  const job = name ? await findTrainingJob(name) : undefined;
  if (!name || !job) return null;
  const { status, definitions } = job;
  return { jobName: name, status, curves: curvesOf(await jobLines('training', name), definitions) };
}
