import { defineAction } from '../action.ts';
import { workteamNameSchema } from '../contracts/labeling-requests.ts';
import { isTerminal } from '../job/job-document.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

export const deleteWorkteam = defineAction({
  name: 'DeleteWorkteam',
  input: workteamNameSchema,
  async handle({ WorkteamName }, { workteams, jobs, ports }) {
    const arn = workteams.arnOf(WorkteamName);
    const busy = (await jobs.list()).find(
      ({ document }) => document.request.HumanTaskConfig.WorkteamArn === arn && !isTerminal(document),
    );
    if (busy)
      throw new LabelingApiError('ResourceInUse', `Workteam ${WorkteamName} works on labeling job ${busy.job.name}`);
    const deleted = await workteams.teams.change(WorkteamName, (present) => ({
      ...present,
      deleted: true,
      modifiedAt: ports.now(),
    }));
    return { Success: deleted !== undefined };
  },
});
