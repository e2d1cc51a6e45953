import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeLabelingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { carriedByLambda } from '../../../shared/aws/carried-by-lambda.ts';

const lambda = mockClient(LambdaClient);
afterEach(() => {
  lambda.reset();
});

const client = new SageMakerClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 's' },
  maxAttempts: 1,
  requestHandler: carriedByLambda('labeling-api'),
});
const answer = (statusCode: number, body: object) =>
  lambda.on(InvokeCommand).resolves({
    Payload: Buffer.from(
      JSON.stringify({
        statusCode,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify(body),
      }),
    ) as never,
  });
const ask = () => client.send(new DescribeLabelingJobCommand({ LabelingJobName: 'job' }));

describe('a client carried by Lambda', () => {
  it('sends the very JSON 1.1 request inside the invocation and reads the answer', async () => {
    answer(200, { LabelingJobName: 'job', LabelingJobStatus: 'Completed', CreationTime: 1_700_000_000.5 });
    expect(await ask()).toMatchObject({ LabelingJobStatus: 'Completed', CreationTime: new Date(1_700_000_000_500) });
    const { FunctionName, Payload } = lambda.commandCalls(InvokeCommand)[0]!.args[0].input;
    expect(FunctionName).toBe('labeling-api');
    expect(JSON.parse(Buffer.from(Payload as Uint8Array).toString())).toMatchObject({
      requestContext: { http: { method: 'POST' } },
      headers: { 'x-amz-target': 'SageMaker.DescribeLabelingJob', 'content-type': 'application/x-amz-json-1.1' },
      body: '{"LabelingJobName":"job"}',
    });
  });

  it("throws the modeled error of an error answer, and the function's own failure by name", async () => {
    answer(400, { __type: 'ResourceNotFound', message: 'no job' });
    await expect(ask()).rejects.toMatchObject({ name: 'ResourceNotFound', message: 'no job' });
    lambda.on(InvokeCommand).resolves({
      FunctionError: 'Unhandled',
      Payload: Buffer.from('{"errorType":"Error","errorMessage":"boom"}') as never,
    });
    await expect(ask()).rejects.toMatchObject({
      name: 'FunctionFailedError',
      message: expect.stringContaining('boom'),
    });
  });
});
