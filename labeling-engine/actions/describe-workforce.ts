import { defineAction } from '../action.ts';
import { workforceNameSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { workforceOf } from '../workers/workforce-description.ts';

export const describeWorkforce = defineAction({
  name: 'DescribeWorkforce',
  input: workforceNameSchema,
  async handle({ WorkforceName }, { workteams }) {
    const workforce = await workteams.workforces.find(WorkforceName);
    if (!workforce) throw new LabelingApiError('ValidationException', `Workforce ${WorkforceName} does not exist`);
    return { Workforce: workforceOf(workforce, workteams) };
  },
});
