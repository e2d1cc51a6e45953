import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/** Where SageMaker keeps what containers print. */
const groupOf = {
  training: () => '/aws/sagemaker/TrainingJobs',
  transform: () => '/aws/sagemaker/TransformJobs',
  endpoint: (name: string) => `/aws/sagemaker/Endpoints/${name}`,
};
export type LoggedKind = keyof typeof groupOf;

let client: CloudWatchLogsClient | undefined;
const logs = () => {
  client ??= new CloudWatchLogsClient({ maxAttempts: 3 });
  return client;
};

/** CloudWatch's most, for one answer; a training that prints more shows its first lines. */
const MOST_LINES = 10_000;

/** What a job's containers printed, the oldest first. @param name the job's; none where it printed nothing */
export async function jobLines(
  kind: 'training' | 'transform',
  name: string,
): Promise<Array<{ at: number; message: string }>> {
  const { events = [] } = await logs()
    .send(
      new FilterLogEventsCommand({
        ...{ logGroupName: groupOf[kind](), logStreamNamePrefix: `${name}/`, limit: MOST_LINES },
      }),
    )
    .catch((error: Error) => {
      // Nothing was ever printed there.
      if (error.name === 'ResourceNotFoundException') return { events: [] };
      throw error;
    });
  return events.map(({ timestamp = 0, message = '' }) => ({ at: timestamp, message: message.replace(/\n$/, '') }));
}

/**
 * The last lines that the container of a job or an endpoint printed, the oldest first; none where it printed nothing.
 * @param name the job's or the endpoint's
 * @throws CloudWatch's errors
 */
export async function lastLinesOf(kind: LoggedKind, name: string, lines: number): Promise<string[]> {
  const logGroupName = groupOf[kind](name);
  // An endpoint has a group of its own, a job streams that begin with its name.
  const search = kind === 'endpoint' ? {} : { logStreamNamePrefix: `${name}/` };
  const { logStreams = [] } = await logs().send(new DescribeLogStreamsCommand({ logGroupName, ...search }));
  // The one that was written last; only AWS sorts them so, and only without a prefix.
  const latest = logStreams.toSorted((a, b) => (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)).at(-1);
  if (!latest?.logStreamName) return [];
  const { events = [] } = await logs().send(
    new GetLogEventsCommand({ logGroupName, logStreamName: latest.logStreamName, limit: lines, startFromHead: false }),
  );
  return events.map(({ message = '' }) => message.replace(/\n$/, ''));
}
