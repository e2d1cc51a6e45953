import { defineAction } from '../action.ts';
import { listHumanLoopsSchema } from '../contracts/human-loop-requests.ts';
import { loopStatus } from '../human-loops/loop-job.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { isBetween, pageOf, sortableTime } from '../list-page.ts';

/** The loops of one flow definition but those that were deleted. */
export const listHumanLoops = defineAction({
  name: 'ListHumanLoops',
  input: listHumanLoopsSchema,
  async handle(request, { flows, jobs }) {
    const { FlowDefinitionArn } = request;
    if (!(await flows.findFlow(FlowDefinitionArn)))
      throw new LabelingApiError(
        'ResourceNotFoundException',
        `The flow definition ${FlowDefinitionArn} does not exist`,
      );
    const own = (await jobs.list()).filter(({ document }) => document.loop?.flowDefinitionArn === FlowDefinitionArn);
    // The list may remember a loop as it ended; it may have been deleted since.
    const present = await Promise.all(own.map(async ({ job }) => ({ job, document: await job.document.read() })));
    const wanted = present.filter(
      ({ document: { loop, createdAt } }) =>
        !loop!.deleted && isBetween(createdAt, request.CreationTimeAfter, request.CreationTimeBefore),
    );
    const { items, NextToken } = pageOf(
      wanted,
      request,
      ({ document }) => sortableTime(document.createdAt),
      ({ document }) => document.loop!.name,
    );
    const HumanLoopSummaries = items.map(({ document }) => {
      const { status, failureReason } = { failureReason: undefined, ...loopStatus(document) };
      return {
        HumanLoopName: document.loop!.name,
        HumanLoopStatus: status,
        CreationTime: new Date(document.createdAt),
        ...(failureReason && { FailureReason: failureReason }),
        FlowDefinitionArn,
      };
    });
    return { HumanLoopSummaries, ...(NextToken && { NextToken }) };
  },
});
