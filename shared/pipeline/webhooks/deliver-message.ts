import { createOnce, findText } from '../../aws/s3.ts';
import type { WebhookMessage } from '../../contracts/webhook.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { WebhookRefusedError } from '../../errors.ts';

const ANSWER_WITHIN_MS = 10_000;

/**
 * Tells a project's webhook one thing, once: a delivery that was answered is kept in the bucket.
 * @returns false when it was told before
 * @throws WebhookRefusedError when the address does not answer 2xx within 10 s
 */
export async function deliverMessage(
  { name, keys }: ProjectBucket,
  url: string,
  message: WebhookMessage,
): Promise<boolean> {
  const delivery = keys.webhookDelivery(message.id);
  if (await findText(name, delivery)) return false;
  await post(url, message);
  await createOnce(name, delivery, JSON.stringify(message));
  return true;
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
