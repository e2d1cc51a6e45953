import {
  CloudWatchLogsClient,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';

let client: CloudWatchLogsClient | undefined;
const logs = () => {
  client ??= new CloudWatchLogsClient({ maxAttempts: 5 });
  return client;
};

/** SageMaker's own names: all jobs of an account write there, each into streams that begin with its name. */
const JOB_GROUPS = ['/aws/sagemaker/TrainingJobs', '/aws/sagemaker/TransformJobs'];

/** Nothing has been logged there yet, or it went meanwhile. */
const isMissing = (error: unknown) => (error as Error).name === 'ResourceNotFoundException';

/**
 * Deletes the log streams of jobs whose names begin so and that have logged nothing since then.
 * @param until milliseconds since 1970
 * @param isOwn looks at the name of a stream, `<job>/…`, where the beginning does not tell enough
 * @returns how many
 */
export async function deleteJobLogs(namePrefix: string, until: number, isOwn = (_: string) => true): Promise<number> {
  let deleted = 0;
  for (const logGroupName of JOB_GROUPS) {
    for (let nextToken: string | undefined; ; ) {
      const search = { logGroupName, logStreamNamePrefix: namePrefix, ...(nextToken !== undefined && { nextToken }) };
      const page = await logs().send(new DescribeLogStreamsCommand(search)).catch(unlessMissing);
      for (const { logStreamName, lastEventTimestamp, creationTime = until } of page?.logStreams ?? []) {
        if ((lastEventTimestamp ?? creationTime) >= until || !isOwn(logStreamName!)) continue;
        await logs().send(new DeleteLogStreamCommand({ logGroupName, logStreamName })).catch(unlessMissing);
        deleted++;
      }
      nextToken = page?.nextToken;
      if (nextToken === undefined) break;
    }
  }
  return deleted;
}

/** Lets an endpoint's log forget what is older. */
export async function limitEndpointLog(endpointName: string, days: number): Promise<void> {
  const logGroupName = `/aws/sagemaker/Endpoints/${endpointName}`;
  await logs()
    .send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: days }))
    .catch(unlessMissing);
}

function unlessMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
