import { defineAction } from '../action.ts';
import { listFlowDefinitionsSchema } from '../contracts/human-loop-requests.ts';
import { isBetween, pageOf, sortableTime } from '../list-page.ts';

export const listFlowDefinitions = defineAction({
  name: 'ListFlowDefinitions',
  input: listFlowDefinitionsSchema,
  async handle(request, { flows }) {
    const wanted = (await flows.flows.list()).filter(({ createdAt }) =>
      isBetween(createdAt, request.CreationTimeAfter, request.CreationTimeBefore),
    );
    const { items, NextToken } = pageOf(
      wanted,
      request,
      ({ createdAt }) => sortableTime(createdAt),
      (flow) => flow.request.FlowDefinitionName,
    );
    const FlowDefinitionSummaries = items.map(({ request: { FlowDefinitionName }, createdAt }) => ({
      FlowDefinitionName,
      FlowDefinitionArn: flows.arnOf('flow-definition', FlowDefinitionName),
      FlowDefinitionStatus: 'Active',
      CreationTime: new Date(createdAt),
    }));
    return { FlowDefinitionSummaries, ...(NextToken && { NextToken }) };
  },
});
