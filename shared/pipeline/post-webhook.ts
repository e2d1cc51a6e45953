import { createOnce, findText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import type { ExecutionStatusEvent } from '../contracts/s3-event.ts';
import type { WebhookMessage } from '../contracts/webhook.ts';
import { executionEndSchema, executionInputSchema } from '../contracts/workflow-state.ts';
import { loadProject } from '../documents/project.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { webhookMessage } from '../domain/workflow/webhook-message.ts';
import { WebhookRefusedError } from '../errors.ts';

const ANSWER_WITHIN_MS = 10_000;

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
  const found = await loadProject(projectBucket(bucket, execution.project));
  const url = 'project' in found ? found.project.webhookUrl : null;
  if (!url) return undefined;
  const delivery = projectKeys(execution.project).webhookDelivery(message.id);
  if (await findText(bucket, delivery)) return undefined;
  await post(url, message);
  await createOnce(bucket, delivery, JSON.stringify(message));
  return message;
}

async function post(url: string, message: WebhookMessage): Promise<void> {
  // Addresses of such hooks are secrets: errors name the host only.
  const host = new URL(url).host;
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-labelloop-delivery': message.id },
      body: JSON.stringify(message),
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.body?.cancel();
    status = response.status;
  } catch (error) {
    const { message: why, cause } = error as Error;
    throw new WebhookRefusedError(`webhookUrl: ${host} cannot be reached: ${(cause as Error)?.message ?? why}`);
  }
  if (status < 200 || status > 299) throw new WebhookRefusedError(`webhookUrl: ${host} answered ${status}, not 2xx`);
}
