import {
  GetExecutionHistory$,
  type GetExecutionHistoryInput,
  type GetExecutionHistoryOutput,
  type HistoryEventType,
} from '@aws-sdk/client-sfn';
import { defineAction } from '../action.ts';
import { itemsPerPage, pageToken, readPageToken } from '../page-token.ts';
import { requireExecution } from '../service-context.ts';

const EXECUTION_DATA = ['input', 'output', 'parameters', 'assignedVariables'];

export const getExecutionHistory = defineAction<GetExecutionHistoryInput, GetExecutionHistoryOutput>({
  schema: GetExecutionHistory$,
  access: ({ executionArn }) => [{ action: 'states:GetExecutionHistory', resource: executionArn ?? '' }],
  handle(request, context) {
    const { arn } = requireExecution(context, request.executionArn ?? '');
    const limit = itemsPerPage(request.maxResults);
    const from = readPageToken(request.nextToken);
    const found = context.store.events(arn, from, limit + 1, request.reverseOrder ?? false);
    const page = found.slice(0, limit);
    return {
      events: page.map(({ details, timestamp, type, ...ids }) => ({
        ...ids,
        type: type as HistoryEventType,
        timestamp: new Date(timestamp),
        ...(request.includeExecutionData === false ? withoutData(details) : details),
      })),
      nextToken: found.length > limit ? pageToken(page.at(-1)!.id) : undefined,
    };
  },
});

const withoutData = (details: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(details).map(([member, value]) => [
      member,
      Object.fromEntries(Object.entries(value as object).filter(([name]) => !EXECUTION_DATA.includes(name))),
    ]),
  );
