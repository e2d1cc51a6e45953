import { defineAction } from '../action.ts';
import { flowDefinitionNameSchema } from '../contracts/human-loop-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

export const describeFlowDefinition = defineAction({
  name: 'DescribeFlowDefinition',
  input: flowDefinitionNameSchema,
  async handle({ FlowDefinitionName: name }, { flows }) {
    const flow = await flows.flows.find(name);
    if (!flow) throw new LabelingApiError('ResourceNotFound', `The flow definition ${name} does not exist`);
    const { HumanLoopConfig, OutputConfig, RoleArn } = flow.request;
    return {
      FlowDefinitionArn: flows.arnOf('flow-definition', name),
      FlowDefinitionName: name,
      FlowDefinitionStatus: 'Active',
      CreationTime: new Date(flow.createdAt),
      ...{ HumanLoopConfig, OutputConfig, RoleArn },
    };
  },
});
