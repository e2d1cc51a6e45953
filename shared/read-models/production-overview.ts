import type { ProductionOverview } from '../contracts/capture.ts';
import { findDrift } from '../documents/captures.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { readFeedbackStanding } from './feedback-standing.ts';
import { describeFeedback } from './production-words.ts';

/** What came back from a project's endpoint, and how production differs from validation. */
export async function readProduction(bucket: ProjectBucket): Promise<ProductionOverview> {
  const [standing, drift] = await Promise.all([readFeedbackStanding(bucket), findDrift(bucket)]);
  return { feedback: standing ? describeFeedback(standing) : [], drift: drift ?? null };
}
