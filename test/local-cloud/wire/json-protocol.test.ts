import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTrainingJob$,
  CreateTrainingJobCommand,
  DescribeTrainingJob$,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobRequest,
  ListModelsCommand,
  ListTrainingJobs$,
  ListTrainingJobsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../local-cloud/wire/aws-error.ts';
import { jsonService } from '../../../local-cloud/wire/json-protocol.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';

const seen: unknown[] = [];
const sagemaker = jsonService({
  contentType: 'application/x-amz-json-1.1',
  targetPrefix: 'SageMaker',
  actions: [
    {
      name: 'CreateTrainingJob',
      schema: CreateTrainingJob$,
      perform: async () => ({ TrainingJobArn: 'arn' }),
    },
    {
      name: 'DescribeTrainingJob',
      schema: DescribeTrainingJob$,
      async perform({ TrainingJobName }: DescribeTrainingJobRequest) {
        if (TrainingJobName === 'gone') throw new AwsError('ResourceNotFound', 'no such job');
        return { TrainingJobName, CreationTime: new Date(1_700_000_000_123), Unknown: 1 };
      },
    },
    {
      name: 'ListTrainingJobs',
      schema: ListTrainingJobs$,
      async perform(request, call) {
        seen.push(request, call.caller.principal);
        return { TrainingJobSummaries: [] };
      },
    },
  ],
  check: (_action, request) => (request.TrainingJobName === '-' ? ["Value '-' at 'trainingJobName' is bad"] : []),
});

let server: WireServer;
let client: SageMakerClient;
beforeAll(async () => {
  const keys = openKeys(mkdtempSync(join(tmpdir(), 'labelloop-wire-')));
  server = await listenWire({ services: { sagemaker }, keys, port: 0 });
  client = new SageMakerClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: keys.forPrincipal('user'),
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: Error & { $metadata?: { httpStatusCode?: number; requestId?: string } }) => error,
  );

describe('jsonService', () => {
  it('carries time stamps as epoch seconds and drops what the schema does not know', async () => {
    const answer = await client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'job' }));
    expect(answer.CreationTime).toEqual(new Date(1_700_000_000_123));
    expect(answer).not.toHaveProperty('Unknown');
  });

  it('hands the action dates and the principal that signed', async () => {
    await client.send(new ListTrainingJobsCommand({ CreationTimeAfter: new Date(1_700_000_000_500) }));
    expect(seen).toEqual([{ CreationTimeAfter: new Date(1_700_000_000_500) }, 'user']);
  });

  it('lists every missing, unknown and mistyped member at any depth', async () => {
    const request = {
      TrainingJobName: 'job',
      RoleArn: 5,
      AlgorithmSpecification: { TrainingInputMode: 'File' },
      InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: { S3Uri: 's3://b/k' } } }],
      OutputDataConfig: { S3OutputPath: 's3://b/out' },
      ResourceConfig: { VolumeSizeInGB: '30' },
      StoppingCondition: {},
    };
    const error = await failure(
      client.send(new CreateTrainingJobCommand(request as unknown as CreateTrainingJobCommand['input'])),
    );
    expect(error?.name).toBe('ValidationException');
    expect(error?.message).toContain("Value null at 'inputDataConfig.1.member.dataSource.s3DataSource.s3DataType'");
    expect(error?.message).toMatch(/^\d validation errors detected: /);
  });

  it('adds the problems of its own check', async () => {
    const error = await failure(client.send(new DescribeTrainingJobCommand({ TrainingJobName: '-' })));
    expect(error?.message).toBe("1 validation error detected: Value '-' at 'trainingJobName' is bad");
  });

  it('reports an AwsError under its code, with status and request id', async () => {
    const error = await failure(client.send(new DescribeTrainingJobCommand({ TrainingJobName: 'gone' })));
    expect(error).toMatchObject({ name: 'ResourceNotFound', message: 'no such job' });
    expect(error?.$metadata).toMatchObject({ httpStatusCode: 400, requestId: expect.stringMatching(/-/) });
  });

  it('refuses an unknown action by name and says which there are', async () => {
    const error = await failure(client.send(new ListModelsCommand({})));
    expect(error?.name).toBe('UnknownOperationException');
    expect(error?.message).toContain("'ListModels'");
    expect(error?.message).toContain('CreateTrainingJob, DescribeTrainingJob, ListTrainingJobs');
  });
});
