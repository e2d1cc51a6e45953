import * as z from 'zod/mini';
import { parseJson } from './parse.ts';

/**
 * An S3 event notification as Lambda receives it (S3 user guide, notification-content-structure). Keys are URL-encoded.
 */
export const s3EventSchema = z.object({
  Records: z.array(
    z.object({
      eventTime: z.string(),
      eventName: z.string(),
      s3: z.object({
        bucket: z.object({ name: z.string() }),
        object: z.object({
          key: z.string(),
          size: z.optional(z.number()),
          eTag: z.optional(z.string()),
          versionId: z.optional(z.string()),
          sequencer: z.optional(z.string()),
        }),
      }),
    }),
  ),
});
export type S3Event = z.infer<typeof s3EventSchema>;

/**
 * S3's notifications as they come out of an SQS queue: each message's body is one, or S3's word that it may send here.
 */
export const queuedS3EventSchema = z.object({ Records: z.array(z.object({ body: z.string() })) });

const s3TestEventSchema = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') });
const messageSchema = z.union([s3EventSchema, s3TestEventSchema]);

/** The notifications inside an SQS event, as one. @throws InvalidDocumentError for a message that is none of S3's */
export function unqueuedS3Event({ Records }: z.infer<typeof queuedS3EventSchema>): S3Event {
  const messages = Records.map(({ body }) => parseJson(messageSchema, body, 'a message of the queue of uploads'));
  return { Records: messages.flatMap((message) => ('Records' in message ? message.Records : [])) };
}

/** EventBridge's scheduled event: the sweep's trigger. `time` is ISO 8601, the handler's `now`. */
export const scheduledEventSchema = z.object({
  'detail-type': z.literal('Scheduled Event'),
  time: z.string(),
});

export type ScheduledEvent = z.infer<typeof scheduledEventSchema>;

/**
 * `Step Functions Execution Status Change` (EventBridge): drives `post-webhook`, and `record-failure` beside the
 * machine.
 */
export const executionStatusEventSchema = z.object({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  time: z.string(),
  detail: z.object({
    executionArn: z.string(),
    status: z.string(),
    input: z.nullish(z.string()),
    output: z.nullish(z.string()),
    error: z.nullish(z.string()),
    cause: z.nullish(z.string()),
    redriveCount: z.optional(z.int()),
  }),
});
export type ExecutionStatusEvent = z.infer<typeof executionStatusEventSchema>;

/** The object key of a notification record, decoded: `+` is a space there. */
export function decodeEventKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
