import { defineAction } from '../action.ts';
import { inviteWorkerSchema } from '../contracts/labeling-requests.ts';
import { LabelingApiError } from '../labeling-api-error.ts';

/** Our own action: what Cognito's invitation mail is on AWS. Inviting again lets a person set a new password. */
export const inviteWorker = defineAction({
  name: 'InviteWorker',
  input: inviteWorkerSchema,
  async handle({ WorkerName, WorkteamArn }, engine) {
    if (!(await engine.workteams.findByArn(WorkteamArn)))
      throw new LabelingApiError('ValidationException', `Workteam ${WorkteamArn} does not exist`);
    const { invitation, workerId, expiresAt } = await engine.accounts.invite(WorkerName, WorkteamArn);
    return { Invitation: invitation, WorkerId: workerId, ExpiresAt: new Date(expiresAt) };
  },
});
