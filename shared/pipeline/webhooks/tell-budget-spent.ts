import type { Project } from '../../contracts/project.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { budgetSpentReason } from '../../domain/batches/batch-policy.ts';
import { WebhookRefusedError } from '../../errors.ts';
import { deliverMessage } from './deliver-message.ts';

/**
 * Tells the project's webhook that images wait for money, once for each amount of the budget. Nothing waits for a
 * webhook: one that does not answer is tried again a minute later.
 * @param now milliseconds since 1970
 */
export async function tellBudgetSpent(
  bucket: ProjectBucket,
  { project, webhookUrl, labeling }: Project,
  now: number,
): Promise<void> {
  if (webhookUrl === null || labeling.budgetUsd === null) return;
  const { budgetUsd } = labeling;
  const id = `${project}-budget-${Math.round(budgetUsd * 100)}`;
  const text = `${project}: ${budgetSpentReason(project, { budgetUsd })}`;
  const none = { batchId: null, executionArn: null };
  const at = new Date(now).toISOString();
  try {
    await deliverMessage(bucket, webhookUrl, { version: 1, id, event: 'budgetSpent', project, ...none, at, text });
  } catch (error) {
    if (!(error instanceof WebhookRefusedError)) throw error;
  }
}
