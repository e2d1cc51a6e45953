import {
  FilterLogEvents$,
  type FilterLogEventsRequest,
  type FilterLogEventsResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../wire/aws-error.ts';
import { defineAction, groupArn, refuseMissingLog } from '../action.ts';

const MOST_EVENTS = 10_000;

export const filterLogEvents = defineAction<FilterLogEventsRequest, FilterLogEventsResponse>({
  schema: FilterLogEvents$,
  access: ({ logGroupName = '' }) => [{ action: 'logs:FilterLogEvents', resource: `${groupArn(logGroupName)}:*` }],
  handle(request, { streams }) {
    const { logGroupName = '', logStreamNames, logStreamNamePrefix = '', startTime = 0, endTime = Infinity } = request;
    if (request.filterPattern)
      throw new AwsError(
        'InvalidParameterException',
        'the laptop cloud filters by stream and time only, not by pattern',
      );
    const found = (streams.list(logGroupName) ?? refuseMissingLog('group'))
      .filter(({ name }) => logStreamNames?.includes(name) ?? name.startsWith(logStreamNamePrefix))
      .filter(({ began }) => startTime <= began && began < endTime)
      .flatMap((stream) => streams.lines(stream).map((message) => ({ stream, message })));
    const first = Number(request.nextToken ?? 0);
    const end = first + Math.min(request.limit ?? MOST_EVENTS, MOST_EVENTS);
    return {
      events: found.slice(first, end).map(({ stream, message }, index) => ({
        logStreamName: stream.name,
        message,
        timestamp: stream.began,
        ingestionTime: stream.began,
        eventId: `${stream.name}/${first + index}`,
      })),
      ...(end < found.length && { nextToken: String(end) }),
    };
  },
});
