import { randomUUID } from 'node:crypto';
import {
  PutEvents$,
  type PutEventsRequest,
  type PutEventsRequestEntry,
  type PutEventsResponse,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../wire/aws-error.ts';
import { ACCOUNT_ID, REGION } from '../../wire/service.ts';
import { defineAction, type EventBridgeContext } from '../action.ts';
import type { BusEvent } from '../bus-event.ts';

const DEFAULT_BUS = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`;
const MOST_ENTRIES = 10;

export const putEvents = defineAction<PutEventsRequest, PutEventsResponse>({
  schema: PutEvents$,
  access: ({ Entries = [] }) =>
    Entries.map(({ Source = '', DetailType = '' }) => ({
      action: 'events:PutEvents',
      resource: DEFAULT_BUS,
      conditions: { 'events:source': Source, 'events:detail-type': DetailType },
    })),
  async handle({ Entries = [] }, context) {
    if (Entries.length === 0 || Entries.length > MOST_ENTRIES)
      throw new AwsError('ValidationException', `PutEvents takes 1 to ${MOST_ENTRIES} entries`);
    const results = await Promise.all(Entries.map((entry) => put(entry, context)));
    return { Entries: results, FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length };
  },
});

/** One entry; what is wrong with it is its own result, as on AWS. */
async function put(entry: PutEventsRequestEntry, { now, deliver }: EventBridgeContext): Promise<PutEventsResultEntry> {
  const { Source = '', DetailType = '', Detail = '', Resources = [], Time, EventBusName = 'default' } = entry;
  if (EventBusName !== 'default' && EventBusName !== DEFAULT_BUS)
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${EventBusName} does not exist.` };
  if (!Source || !DetailType)
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are required.' };
  if (Source.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  const detail = parseDetail(Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const event: BusEvent = {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: ACCOUNT_ID,
    time: `${new Date(Time ?? now()).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: Resources,
    detail,
  };
  await deliver(event);
  return { EventId: event.id };
}

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
