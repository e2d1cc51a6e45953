import {
  DescribeStackEvents$,
  type DescribeStackEventsInput,
  type DescribeStackEventsOutput,
  type ResourceStatus,
} from '@aws-sdk/client-cloudformation';
import { accessToStack, defineAction } from '../action.ts';

const PAGE = 100;

/** Newest first. */
export const describeStackEvents = defineAction<DescribeStackEventsInput, DescribeStackEventsOutput>({
  schema: DescribeStackEvents$,
  access: ({ StackName }) => accessToStack('DescribeStackEvents', StackName),
  handle({ StackName, NextToken }, { store }) {
    const { id: StackId, name, events } = store.require(StackName);
    // Counted from the oldest: newer ones that come between two pages move nothing.
    const end = NextToken === undefined ? events.length : Number(NextToken);
    const start = Math.max(0, end - PAGE);
    return {
      StackEvents: events
        .slice(start, end)
        .reverse()
        .map((event) => ({
          StackId,
          EventId: event.id,
          StackName: name,
          LogicalResourceId: event.logicalId,
          PhysicalResourceId: event.physicalId,
          ResourceType: event.type,
          Timestamp: new Date(event.at),
          ResourceStatus: event.status as ResourceStatus,
          ...(event.reason !== undefined && { ResourceStatusReason: event.reason }),
        })),
      ...(start > 0 && { NextToken: String(start) }),
    };
  },
});
