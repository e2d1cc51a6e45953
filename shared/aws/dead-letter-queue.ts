import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetter, readQueued } from '../domain/workflow/dead-letter.ts';

/** SQS gives at most so many at a time. */
const AT_A_TIME = 10;
/** Empty answers in a row until nothing is left: SQS asks a part of its servers each time. */
const EMPTY_ANSWERS = 2;
/** Seconds in which nobody else gets a letter that was read. */
const HIDDEN_SECONDS = 60;

// Its URL names AWS's own host, whatever endpoint the person's variables name.
const openQueue = () => new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false });

export interface QueueLetter extends DeadLetter {
  receipt: string;
}

/**
 * The letters of a stage's queue, each read once; they stay in the queue, and nobody else sees them for a minute or
 * until `releaseQueueLetters`.
 * @param most letters at most
 */
export async function readQueueLetters(queueUrl: string, ingestUpload: string, most: number): Promise<QueueLetter[]> {
  const client = openQueue();
  const found = new Map<string, QueueLetter>();
  try {
    for (let empty = 0; empty < EMPTY_ANSWERS && found.size < most; ) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          ...{ QueueUrl: queueUrl, MaxNumberOfMessages: AT_A_TIME, VisibilityTimeout: HIDDEN_SECONDS },
          ...{ WaitTimeSeconds: 1, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['SentTimestamp'] },
        }),
      );
      empty = Messages.length === 0 ? empty + 1 : 0;
      for (const { MessageId = '', Body = '', ReceiptHandle = '', Attributes, MessageAttributes = {} } of Messages) {
        const attributes = Object.fromEntries(
          Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
        );
        const letter = { id: MessageId, sentAt: Number(Attributes?.SentTimestamp ?? 0), body: Body, attributes };
        found.set(MessageId, { ...readQueued(letter, ingestUpload), receipt: ReceiptHandle });
      }
    }
  } finally {
    client.destroy();
  }
  return [...found.values()].sort((a, b) => (a.at < b.at ? -1 : 1));
}

/** Lets others see letters at once that were read and not taken out. */
export async function releaseQueueLetters(queueUrl: string, letters: readonly QueueLetter[]): Promise<void> {
  const client = openQueue();
  try {
    for (let from = 0; from < letters.length; from += AT_A_TIME) {
      const part = letters.slice(from, from + AT_A_TIME);
      const Entries = part.map(({ receipt }, at) => ({ Id: String(at), ReceiptHandle: receipt, VisibilityTimeout: 0 }));
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  } finally {
    client.destroy();
  }
}

/** Takes a letter out of the queue for good. */
export async function deleteQueueLetter(queueUrl: string, { receipt }: QueueLetter): Promise<void> {
  const client = openQueue();
  try {
    await client.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
  } finally {
    client.destroy();
  }
}
