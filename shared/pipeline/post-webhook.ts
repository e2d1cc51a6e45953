import { parseJson } from '../contracts/parse.ts';
import type { ExecutionStatusEvent } from '../contracts/s3-event.ts';
import type { WebhookMessage } from '../contracts/webhook.ts';
import { executionEndSchema, executionInputSchema } from '../contracts/workflow-state.ts';
import { loadProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { webhookMessage } from '../domain/workflow/webhook-message.ts';
import { deliverMessage } from './webhooks/deliver-message.ts';

/**
 * Tells the project's webhook of an execution's new status, once: a delivery that was answered is kept in the bucket.
 * @returns the message; undefined when there is nothing to tell, nobody to tell it to, or it was told before
 * @throws WebhookRefusedError when the address does not answer 2xx within 10 s
 */
export async function postWebhook(bucket: string, event: ExecutionStatusEvent): Promise<WebhookMessage | undefined> {
  const { executionArn, input, output } = event.detail;
  const execution = parseJson(executionInputSchema, input ?? '', `the input of ${executionArn}`);
  const end = output ? parseJson(executionEndSchema, output, `the output of ${executionArn}`) : undefined;
  const message = webhookMessage(event, execution, end);
  if (!message) return undefined;
  const own = projectBucket(bucket, execution.project);
  const found = await loadProject(own);
  const url = 'project' in found ? found.project.webhookUrl : null;
  if (!url) return undefined;
  return (await deliverMessage(own, url, message)) ? message : undefined;
}
