import { defineAction } from '../action.ts';
import { workteamNameSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';
import { workteamOf } from '../workers/workteam-description.ts';

export const describeWorkteam = defineAction({
  name: 'DescribeWorkteam',
  input: workteamNameSchema,
  async handle({ WorkteamName }, { workteams }) {
    const team = await workteams.teams.find(WorkteamName);
    if (!team) throw new LabelingApiError('ValidationException', `Workteam ${WorkteamName} does not exist`);
    return { Workteam: workteamOf(team, workteams) };
  },
});
