import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';

const TRAINING_GROUP = '/aws/sagemaker/TrainingJobs';

let client: CloudWatchLogsClient | undefined;
const logs = () => {
  client ??= new CloudWatchLogsClient({ maxAttempts: 3 });
  return client;
};

/**
 * The last lines that a training job printed, the oldest first; none where it printed nothing.
 * @throws CloudWatch's errors
 */
export async function lastTrainingLines(trainingJobName: string, lines: number): Promise<string[]> {
  const { logStreams = [] } = await logs().send(
    new DescribeLogStreamsCommand({ logGroupName: TRAINING_GROUP, logStreamNamePrefix: `${trainingJobName}/` }),
  );
  const logStreamName = logStreams.at(-1)?.logStreamName;
  if (!logStreamName) return [];
  const { events = [] } = await logs().send(
    new GetLogEventsCommand({ logGroupName: TRAINING_GROUP, logStreamName, limit: lines, startFromHead: false }),
  );
  return events.map(({ message = '' }) => message.replace(/\n$/, ''));
}
