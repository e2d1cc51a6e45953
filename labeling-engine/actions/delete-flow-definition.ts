import { defineAction } from '../action.ts';
import { flowDefinitionNameSchema } from '../contracts/human-loop-requests.ts';
import { loopStatus } from '../human-loops/loop-job.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

export const deleteFlowDefinition = defineAction({
  name: 'DeleteFlowDefinition',
  input: flowDefinitionNameSchema,
  async handle({ FlowDefinitionName: name }, { flows, jobs }) {
    const arn = flows.arnOf('flow-definition', name);
    const busy = (await jobs.list()).find(
      ({ document }) => document.loop?.flowDefinitionArn === arn && loopStatus(document).status === 'InProgress',
    );
    if (busy)
      throw new LabelingApiError(
        'ResourceInUse',
        `The human loop ${busy.document.loop!.name} of ${name} is in progress`,
      );
    const deleted = await flows.flows.change(name, (present) => ({ ...present, deleted: true }));
    if (!deleted) throw new LabelingApiError('ResourceNotFound', `The flow definition ${name} does not exist`);
    return {};
  },
});
