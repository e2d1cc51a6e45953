import { findText } from '../aws/s3.ts';
import { type AutomaticSummary, automaticSummarySchema } from '../contracts/automatic-labeling.ts';
import type { ProjectOverview } from '../contracts/overview.ts';
import { parseJson } from '../contracts/parse.ts';
import type { Project } from '../contracts/project.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { type Savings, savingsOf } from '../domain/automatic-labeling/savings.ts';

/** How the rounds of a project's batch went. */
export interface AutomaticRounds {
  batchId: string;
  summary: AutomaticSummary;
  savings: Savings;
}

/** Reads the rounds of the newest batch that was labeled in rounds, or is; undefined: there is none. */
export async function readAutomaticRounds(
  bucket: ProjectBucket,
  { batches }: Pick<ProjectOverview, 'batches'>,
  labeling: Project['labeling'],
): Promise<AutomaticRounds | undefined> {
  for (const { batchId, labelingJobName } of batches) {
    const summary = await findRoundsOfJob(bucket, batchId, labelingJobName);
    if (summary) return { batchId, summary, savings: savingsOf(summary, labeling) };
  }
  return undefined;
}

/** How the rounds of one job went so far; undefined: it has none. */
export async function findRoundsOfJob(
  bucket: ProjectBucket,
  batchId: string,
  jobName: string,
): Promise<AutomaticSummary | undefined> {
  const key = `${bucket.keys.labelsPrefix(batchId)}${jobName}/activelearning/summary.json`;
  const stored = await findText(bucket.name, key);
  return stored && parseJson(automaticSummarySchema, stored.text, key);
}
