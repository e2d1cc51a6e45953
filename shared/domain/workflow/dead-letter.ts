/** An event that nobody took: what it was, why, and which function it was for. */
export interface DeadLetter {
  /** Names it in `labelloop dead-letters`; unique in its place. */
  id: string;
  /** ISO 8601: when it was given up. */
  at: string;
  /** The function that shall get it again, by name or ARN; undefined: nobody can tell. */
  functionName: string | undefined;
  /** What the function gets. */
  payload: unknown;
  /** What the event was, for people. */
  what: string;
  /** Why it died, for people; empty where nothing says it. */
  why: string;
}

/** A message of the queue of dead letters, as three senders write them. */
export interface QueuedLetter {
  id: string;
  /** Milliseconds since 1970. */
  sentAt: number;
  body: string;
  attributes: Readonly<Record<string, string>>;
}

interface DestinationRecord {
  requestContext?: { functionArn?: string; approximateInvokeCount?: number };
  requestPayload?: unknown;
  responsePayload?: { errorType?: string; errorMessage?: string };
}

/**
 * Reads a message of the queue: Lambda's record of an invocation that failed, an event that EventBridge could not
 * deliver, or an upload's notification that intake gave back three times.
 * @param ingestUpload name of the function that takes uploads in
 */
export function readQueued({ id, sentAt, body, attributes }: QueuedLetter, ingestUpload: string): DeadLetter {
  const at = new Date(sentAt).toISOString();
  const record = parsed(body);
  if (record?.requestContext?.functionArn) return readDestinationRecord(id, at, record);
  const target = attributes.TARGET_ARN;
  if (target) {
    const why = [attributes.ERROR_CODE, attributes.ERROR_MESSAGE].filter(Boolean).join(': ');
    return { id, at, functionName: target, payload: record, what: describe(record), why };
  }
  if (record && 'Records' in record) {
    // Intake reads queued notifications: it gets this one as its queue would give it.
    const payload = { Records: [{ messageId: id, body, eventSource: 'aws:sqs' }] };
    const why = 'intake failed three times; its log says why';
    return { id, at, functionName: ingestUpload, payload, what: describe(record), why };
  }
  return { id, at, functionName: undefined, payload: body, what: 'a message of unknown form', why: '' };
}

/** Lambda's record of an invocation that failed, on AWS and in the laptop's `dead-letters.jsonl`. */
export function readDestinationRecord(id: string, at: string, record: DestinationRecord): DeadLetter {
  const { errorType = '', errorMessage = '' } = record.responsePayload ?? {};
  return {
    id,
    at,
    functionName: record.requestContext?.functionArn?.replace(/:\$LATEST$/, ''),
    payload: record.requestPayload ?? null,
    what: describe(record.requestPayload),
    why: [errorType, errorMessage].filter(Boolean).join(': '),
  };
}

function parsed(text: string): (DestinationRecord & Record<string, unknown>) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function describe(event: unknown): string {
  const { Records, detail, source, body } = (event ?? {}) as {
    Records?: Array<{ s3?: { object?: { key?: string } }; body?: string }>;
    detail?: { executionArn?: string; status?: string };
    source?: string;
    body?: string;
  };
  const first = Records?.[0];
  if (first?.s3?.object?.key) return `an object: ${decodeURIComponent(first.s3.object.key.replaceAll('+', ' '))}`;
  if (first?.body) return describe(parsed(first.body));
  if (body) return describe(parsed(body));
  if (detail?.executionArn)
    return `an execution: ${detail.executionArn.split(':').at(-1)} ${detail.status ?? ''}`.trim();
  return source ? `an event of ${source}` : 'an event';
}
