import { defineAction } from '../action.ts';
import { workforceNameSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

export const deleteWorkforce = defineAction({
  name: 'DeleteWorkforce',
  input: workforceNameSchema,
  async handle({ WorkforceName }, { workteams, ports }) {
    const team = (await workteams.teams.list()).find(({ request }) => request.WorkforceName === WorkforceName);
    if (team)
      throw new LabelingApiError(
        'ValidationException',
        `delete its work teams first, e.g. ${team.request.WorkteamName}`,
      );
    const deleted = await workteams.workforces.change(WorkforceName, (present) => ({
      ...present,
      deleted: true,
      modifiedAt: ports.now(),
    }));
    if (!deleted) throw new LabelingApiError('ValidationException', `Workforce ${WorkforceName} does not exist`);
    return {};
  },
});
