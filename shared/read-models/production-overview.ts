import type { ProductionOverview } from '../contracts/capture.ts';
import { findDrift } from '../documents/captures.ts';
import { loadProject } from '../documents/project.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { readFeedbackStanding } from './feedback-standing.ts';
import { describeFeedback } from './production-words.ts';

/** What came back from a project's endpoint, and how production differs from validation. */
export async function readProduction(bucket: ProjectBucket): Promise<ProductionOverview> {
  const [loaded, drift] = await Promise.all([loadProject(bucket), findDrift(bucket)]);
  const standing = 'project' in loaded ? await readFeedbackStanding(bucket, loaded.project.taskType) : undefined;
  return { feedback: standing ? describeFeedback(standing) : [], drift: drift ?? null };
}
