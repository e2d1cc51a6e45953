import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EventRefusedError } from '../errors.ts';

let client: EventBridgeClient | undefined;

/** An event of ours in EventBridge's own form. `source` must not begin with `aws.`, `time` is ISO 8601. */
export interface NewEvent {
  source: string;
  'detail-type': string;
  resources: string[];
  time: string;
  detail: object;
}

/** Puts an event on the account's default bus. @throws EventRefusedError with EventBridge's reason */
export async function putEvent(event: NewEvent): Promise<void> {
  client ??= new EventBridgeClient({ maxAttempts: 5 });
  const entry = {
    Source: event.source,
    DetailType: event['detail-type'],
    Resources: event.resources,
    Time: new Date(event.time),
    Detail: JSON.stringify(event.detail),
  };
  const { Entries: [answer] = [] } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  if (answer?.ErrorCode)
    throw new EventRefusedError(`EventBridge refused ${entry.DetailType}: ${answer.ErrorCode}: ${answer.ErrorMessage}`);
}
