import { GetLogEvents$, type GetLogEventsRequest, type GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction, groupArn, refuseMissingLog } from '../action.ts';

const MOST_EVENTS = 10_000;

export const getLogEvents = defineAction<GetLogEventsRequest, GetLogEventsResponse>({
  schema: GetLogEvents$,
  access: ({ logGroupName = '', logStreamName }) => [
    { action: 'logs:GetLogEvents', resource: `${groupArn(logGroupName)}:log-stream:${logStreamName}` },
  ],
  handle(request, { streams }) {
    const { logGroupName = '', logStreamName, nextToken, startFromHead, limit = MOST_EVENTS } = request;
    const group = streams.list(logGroupName) ?? refuseMissingLog('group');
    const stream = group.find(({ name }) => name === logStreamName) ?? refuseMissingLog('stream');
    const isIn = (request.startTime ?? 0) <= stream.began && stream.began < (request.endTime ?? Infinity);
    const lines = isIn ? streams.lines(stream) : [];
    const count = Math.min(limit, MOST_EVENTS);
    const [first, end] = window(nextToken, startFromHead ?? false, count, lines.length);
    return {
      events: lines.slice(first, end).map((message) => ({
        message,
        timestamp: stream.began,
        ingestionTime: stream.began,
      })),
      // At either end the same token comes back, which is how clients know that there is no more.
      nextForwardToken: `f/${end}`,
      nextBackwardToken: `b/${first}`,
    };
  },
});

/** The part of the lines that is asked for: `f/<first>` goes on from there, `b/<end>` goes back from there. */
function window(token: string | undefined, fromHead: boolean, count: number, lines: number): [number, number] {
  const [, direction, place] = /^([fb])\/(\d{1,12})$/.exec(token ?? '') ?? [];
  if (token !== undefined && !direction)
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  if (direction === 'f' || (!direction && fromHead)) {
    const first = Math.min(Number(place ?? 0), lines);
    return [first, Math.min(lines, first + count)];
  }
  const end = Math.min(Number(place ?? lines), lines);
  return [Math.max(0, end - count), end];
}
