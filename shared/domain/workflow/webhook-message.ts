import type { ExecutionStatusEvent } from '../../contracts/s3-event.ts';
import type { WebhookMessage } from '../../contracts/webhook.ts';
import type { ExecutionEnd, ExecutionInput } from '../../contracts/workflow-state.ts';
import { adviseOn, remedyText } from './failure-advice.ts';
import { causeMessage } from './failure-cause.ts';

type News = Pick<WebhookMessage, 'event' | 'text'>;

/**
 * What people want to know of an execution's new status; undefined where that is nothing: a start that labels nothing,
 * a redrive, a training that another execution does.
 * @param end what a succeeded execution says of itself
 */
export function webhookMessage(
  { time, detail }: ExecutionStatusEvent,
  { project, batchId, mode }: ExecutionInput,
  end: ExecutionEnd | undefined,
): WebhookMessage | undefined {
  const { executionArn, status, error, cause, redriveCount = 0 } = detail;
  let news: News | undefined;
  if (status === 'RUNNING') {
    if (mode === 'label' && redriveCount === 0)
      news = { event: 'labelingStarted', text: `batch ${batchId} goes to the workers` };
  } else if (end) news = newsOfEnd(end, batchId);
  else {
    const why = cause ? causeMessage(cause) : `the execution ended with status ${status}`;
    const name = error ?? `Execution${status}`;
    const remedy = remedyText(adviseOn({ error: name, cause: why }, project));
    news = { event: 'failed', text: `batch ${batchId} stopped with ${name}: ${why.replace(/\.?$/, '.')} ${remedy}` };
  }
  if (!news) return undefined;
  const id = `${executionArn.split(':').at(-1)}-${status}-${redriveCount}`;
  const text = `${project}: ${news.text}`;
  return { version: 1, id, event: news.event, project, batchId, executionArn, at: time, text };
}

function newsOfEnd({ outcome, reason, modelName, endpointName }: ExecutionEnd, batchId: string): News | undefined {
  switch (outcome) {
    case 'deployed':
      return { event: 'deployed', text: `${modelName} is live on endpoint ${endpointName}: ${reason}` };
    case 'kept':
      return { event: 'kept', text: `${modelName} was trained, endpoint ${endpointName} stays as it is: ${reason}` };
    case 'labeled':
      return { event: 'labeled', text: `batch ${batchId} is labeled: ${reason}` };
    case 'nothingNew':
      return { event: 'nothingNew', text: `batch ${batchId} brought no new label` };
    default:
      return undefined;
  }
}
