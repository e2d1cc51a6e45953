import { randomUUID } from 'node:crypto';
import { PutEvents$, type PutEventsRequestEntry, type PutEventsResultEntry } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../wire/aws-error.ts';
import { jsonService, schemaOf } from '../wire/json-protocol.ts';
import { ACCOUNT_ID, type AccessLog, REGION, type WireService } from '../wire/service.ts';

/** An event as rules and their targets see it. `time` is ISO 8601, whole seconds. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

export interface EventBusOptions {
  accessLog: AccessLog;
  now(): number;
  /** Hands an event to the rules; resolves when their targets have it for good. */
  deliver(event: BusEvent): Promise<void>;
}

export interface EventBus {
  service: WireService;
  /** Puts an event as one of the laptop's own parts. @throws AwsError with the entry's error code */
  put(
    event: Pick<BusEvent, 'source' | 'detail-type' | 'resources' | 'time' | 'detail'>,
    principal: string,
  ): Promise<void>;
}

const DEFAULT_BUS = `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/default`;
const MOST_ENTRIES = 10;

/** EventBridge's default bus: PutEvents, and the template's rules behind it. */
export function openEventBus(options: EventBusOptions): EventBus {
  const [, , , , input, output] = PutEvents$;
  const service = jsonService({
    contentType: 'application/x-amz-json-1.1',
    targetPrefix: 'AWSEvents',
    actions: {
      PutEvents: {
        input: schemaOf(input),
        output: schemaOf(output),
        async handle({ Entries }, { caller: { principal } }) {
          const entries = Entries as PutEventsRequestEntry[];
          if (entries.length === 0 || entries.length > MOST_ENTRIES)
            throw new AwsError('ValidationException', `PutEvents takes 1 to ${MOST_ENTRIES} entries`);
          const results = await Promise.all(entries.map((entry) => put(entry, principal, options)));
          return { Entries: results, FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length };
        },
      },
    },
  });
  return {
    service,
    async put({ source, 'detail-type': DetailType, resources, time, detail }, principal) {
      const Time = new Date(time);
      const entry = { Source: source, DetailType, Resources: resources, Time, Detail: JSON.stringify(detail) };
      const { ErrorCode, ErrorMessage } = await put(entry, principal, options);
      if (ErrorCode) throw new AwsError(ErrorCode, ErrorMessage!);
    },
  };
}

/** One entry; what is wrong with it is its own result, as on AWS. */
async function put(
  entry: PutEventsRequestEntry,
  principal: string,
  { accessLog, now, deliver }: EventBusOptions,
): Promise<PutEventsResultEntry> {
  const { Source = '', DetailType = '', Detail = '', Resources = [], Time, EventBusName = 'default' } = entry;
  accessLog.record({
    principal,
    action: 'events:PutEvents',
    resource: DEFAULT_BUS,
    conditions: { 'events:source': Source, 'events:detail-type': DetailType },
  });
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
