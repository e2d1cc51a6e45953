import { defineAction } from '../action.ts';
import { updateWorkteamSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { workteamOf } from '../workers/workteam-description.ts';

/** Members are replaced wholesale, as on AWS. */
export const updateWorkteam = defineAction({
  name: 'UpdateWorkteam',
  input: updateWorkteamSchema,
  async handle(request, { workteams, ports }) {
    const team = await workteams.teams.change(request.WorkteamName, (present) => ({
      ...present,
      modifiedAt: ports.now(),
      request: {
        ...present.request,
        ...(request.Description && { Description: request.Description }),
        ...(request.MemberDefinitions && { MemberDefinitions: request.MemberDefinitions }),
        ...(request.NotificationConfiguration && { NotificationConfiguration: request.NotificationConfiguration }),
        ...(request.WorkerAccessConfiguration && { WorkerAccessConfiguration: request.WorkerAccessConfiguration }),
      },
    }));
    if (!team) throw new LabelingApiError('ValidationException', `Workteam ${request.WorkteamName} does not exist`);
    return { Workteam: workteamOf(team, workteams) };
  },
});
