import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { forgetLaptopLetter, listLaptopLetters } from '../../../local-cloud/dead-letters/laptop-letters.ts';
import { openDeadLetters } from '../../../local-cloud/dead-letters/open-dead-letters.ts';
import { deleteQueueLetter, readQueueLetters } from '../../../shared/aws/dead-letter-queue.ts';

const sqs = mockClient(SQSClient);
afterEach(() => {
  sqs.reset();
});

const CLOSE = 'arn:aws:lambda:us-east-1:1:function:labelloop-dev-close-batch';
const destination = (requestId: string) => ({
  ...{ version: '1.0', timestamp: '2026-01-01T00:00:00.000Z' },
  requestContext: { requestId, functionArn: `${CLOSE}:$LATEST`, condition: 'RetriesExhausted' },
  requestPayload: { source: 'aws.events' },
  responsePayload: { errorType: 'ContendedError', errorMessage: 'too busy' },
});
const upload = JSON.stringify({ Records: [{ s3: { object: { key: 'incoming/birds/a+b.jpg' } } }] });
const ended = JSON.stringify({
  ...{ source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change' },
  detail: { executionArn: 'arn:aws:states:us-east-1:1:execution:m:birds-abc123-b000001', status: 'FAILED' },
});
const message = (MessageId: string, Body: string, attributes: Record<string, string> = {}) => ({
  ...{ MessageId, Body, ReceiptHandle: `receipt ${MessageId}`, Attributes: { SentTimestamp: '1767225600000' } },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
});

it("reads Lambda's, EventBridge's and intake's letters: what, why, and which function gets it again", async () => {
  sqs
    .on(ReceiveMessageCommand)
    .resolvesOnce({
      Messages: [
        message('1', JSON.stringify(destination('r'))),
        message('2', ended, { TARGET_ARN: 'arn:aws:lambda:us-east-1:1:function:hook', ERROR_CODE: 'NO_PERMISSIONS' }),
        message('3', upload),
        message('4', 'by hand'),
      ],
    })
    .resolves({});
  const letters = await readQueueLetters('https://queue', 'labelloop-dev-ingest-upload', 100);
  expect(letters.map(({ functionName, what, why }) => [functionName, what, why])).toEqual([
    [CLOSE, 'an event of aws.events', 'ContendedError: too busy'],
    ['arn:aws:lambda:us-east-1:1:function:hook', 'an execution: birds-abc123-b000001 FAILED', 'NO_PERMISSIONS'],
    ['labelloop-dev-ingest-upload', 'an object: incoming/birds/a b.jpg', expect.stringContaining('three times')],
    [undefined, 'a message of unknown form', ''],
  ]);
  expect(letters[0]!.payload).toEqual({ source: 'aws.events' });
  expect(letters[2]!.payload).toMatchObject({ Records: [{ body: upload, eventSource: 'aws:sqs' }] });
  await deleteQueueLetter('https://queue', letters[1]!);
  expect(sqs.commandCalls(DeleteMessageCommand)[0]!.args[0].input).toEqual({
    ...{ QueueUrl: 'https://queue', ReceiptHandle: 'receipt 2' },
  });
});

it('lets others see at once what was read and stays in the queue', async () => {
  const looks = [[message('1', upload)], [], [], [message('1', upload), message('2', 'by hand')]];
  sqs.on(ReceiveMessageCommand).callsFake(() => ({ Messages: looks.shift() ?? [] }));
  const queue = { queueUrl: 'https://queue', ingestUpload: 'labelloop-dev-ingest-upload' };
  const letters = openDeadLetters(queue);
  expect(await letters.list()).toMatchObject([{ id: '1' }]);
  expect(await letters.redrive(({ id }) => id === '2')).toEqual({ sent: [], left: ['2'] });
  const released = sqs.commandCalls(ChangeMessageVisibilityBatchCommand).map(({ args }) => args[0].input);
  expect(released).toMatchObject([
    { Entries: [{ ReceiptHandle: 'receipt 1', VisibilityTimeout: 0 }] },
    { Entries: [{ ReceiptHandle: 'receipt 1' }, { ReceiptHandle: 'receipt 2' }] },
  ]);
});

it("takes the laptop's letters off the list when they were sent again, and leaves a line that was cut short", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labelloop-letters-'));
  expect(await listLaptopLetters(folder)).toEqual([]);
  const lines = ['one', 'two'].map((id) => JSON.stringify(destination(id)));
  const cut = '{"version":"1.0","requ';
  writeFileSync(join(folder, 'dead-letters.jsonl'), `${lines.join(`\n${cut}`)}\n${cut}`);
  const letters = await listLaptopLetters(folder);
  expect(letters.map(({ id, functionName }) => [id, functionName])).toEqual([
    ['one', CLOSE],
    ['two', CLOSE],
  ]);
  await forgetLaptopLetter(folder, letters[0]!);
  expect((await listLaptopLetters(folder)).map(({ id }) => id)).toEqual(['two']);
});
