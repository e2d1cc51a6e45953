import { defineAction } from '../action.ts';
import { updateWorkforceSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { workforceOf } from '../workers/workforce-description.ts';

export const updateWorkforce = defineAction({
  name: 'UpdateWorkforce',
  input: updateWorkforceSchema,
  async handle(request, { workteams, ports }) {
    const workforce = await workteams.workforces.change(request.WorkforceName, (present) => ({
      ...present,
      modifiedAt: ports.now(),
      request: { ...present.request, ...(request.SourceIpConfig && { SourceIpConfig: request.SourceIpConfig }) },
    }));
    if (!workforce)
      throw new LabelingApiError('ValidationException', `Workforce ${request.WorkforceName} does not exist`);
    return { Workforce: workforceOf(workforce, workteams) };
  },
});
