import { defineAction } from '../action.ts';
import { createWorkteamSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

const WORKTEAMS = 25;

export const createWorkteam = defineAction({
  name: 'CreateWorkteam',
  input: createWorkteamSchema,
  async handle({ Tags: _, ...request }, engine) {
    const { ports, workteams } = engine;
    if ((await workteams.teams.list()).length >= WORKTEAMS)
      throw new LabelingApiError('ResourceLimitExceeded', `an account has at most ${WORKTEAMS} work teams`);
    const now = ports.now();
    const isNew = await workteams.teams.create(request.WorkteamName, {
      version: 1,
      writerId: ports.randomHex(8),
      deleted: false,
      createdAt: now,
      modifiedAt: now,
      request,
    });
    if (!isNew) throw new LabelingApiError('ResourceInUse', `Workteam ${request.WorkteamName} exists already`);
    return { WorkteamArn: workteams.arnOf(request.WorkteamName) };
  },
});
