import { findText } from '../aws/s3.ts';
import { type AutomaticSummary, automaticSummarySchema } from '../contracts/automatic-labeling.ts';
import type { ProjectOverview } from '../contracts/overview.ts';
import { parseJson } from '../contracts/parse.ts';
import type { Project } from '../contracts/project.ts';
import { type Savings, savingsOf } from '../domain/automatic-labeling/savings.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';

/** How the rounds of a project's batch went. */
export interface AutomaticRounds {
  batchId: string;
  summary: AutomaticSummary;
  savings: Savings;
}

/** Of the newest batch that was labeled in rounds, or is; undefined: there is none. */
export async function readAutomaticRounds(
  bucket: string,
  { project, batches }: Pick<ProjectOverview, 'project' | 'batches'>,
  labeling: Project['labeling'],
): Promise<AutomaticRounds | undefined> {
  for (const { batchId, labelingJobName } of batches) {
    const key = `${projectKeys(project).labelsPrefix(batchId)}${labelingJobName}/activelearning/summary.json`;
    const stored = await findText(bucket, key);
    if (!stored) continue;
    const summary = parseJson(automaticSummarySchema, stored.text, key);
    return { batchId, summary, savings: savingsOf(summary, labeling) };
  }
  return undefined;
}
