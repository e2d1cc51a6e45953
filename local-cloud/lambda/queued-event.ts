import { createHash, randomUUID } from 'node:crypto';
import { REGION } from '../wire/service.ts';

/**
 * An event as an SQS queue hands it to a function: one message, whose body is the event (Lambda developer guide, "Using
 * Lambda with Amazon SQS").
 * @param now milliseconds since 1970
 */
export function queuedEvent(event: unknown, queueArn: string, now: number): object {
  const body = JSON.stringify(event);
  return {
    Records: [
      {
        messageId: randomUUID(),
        receiptHandle: randomUUID(),
        body,
        attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(now) },
        messageAttributes: {},
        md5OfBody: createHash('md5').update(body).digest('hex'),
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion: REGION,
      },
    ],
  };
}
