import {
  DescribeLogStreams$,
  type DescribeLogStreamsRequest,
  type DescribeLogStreamsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { defineAction, groupArn, refuseMissingLog } from '../action.ts';

const MOST_STREAMS = 50;

export const describeLogStreams = defineAction<DescribeLogStreamsRequest, DescribeLogStreamsResponse>({
  schema: DescribeLogStreams$,
  access: ({ logGroupName = '' }) => [{ action: 'logs:DescribeLogStreams', resource: `${groupArn(logGroupName)}:*` }],
  handle(request, { streams }) {
    const { logGroupName = '', logStreamNamePrefix = '', limit = MOST_STREAMS, nextToken = '' } = request;
    const found = (streams.list(logGroupName) ?? refuseMissingLog('group')).filter(
      ({ name }) => name.startsWith(logStreamNamePrefix) && name > nextToken,
    );
    if (request.orderBy === 'LastEventTime') found.sort((a, b) => a.lastWritten - b.lastWritten);
    if (request.descending) found.reverse();
    const shown = found.slice(0, Math.min(limit, MOST_STREAMS));
    const last = shown.at(-1);
    return {
      logStreams: shown.map(({ name, began, lastWritten, bytes }) => ({
        logStreamName: name,
        arn: `${groupArn(logGroupName)}:log-stream:${name}`,
        creationTime: began,
        firstEventTimestamp: began,
        lastEventTimestamp: began,
        lastIngestionTime: lastWritten,
        storedBytes: bytes,
      })),
      ...(last && shown.length < found.length && { nextToken: last.name }),
    };
  },
});
