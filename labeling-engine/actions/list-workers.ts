import { action } from '../action.ts';
import { listWorkersSchema } from '../contracts/labeling-requests.ts';
import { type Account, statusOf } from '../workers/account-store.ts';

/** Our own action: who was invited, by name. Times are seconds since 1970. */
export const listWorkers = action(listWorkersSchema, async ({ WorkteamArn }, { accounts }) => {
  const isOfTeam = ({ workteamArns, invitation }: Account) =>
    WorkteamArn === undefined || [...workteamArns, invitation?.workteamArn].includes(WorkteamArn);
  const found = (await accounts.list()).filter(isOfTeam);
  return { Workers: found.map(workerOf).sort((a, b) => (a.WorkerName < b.WorkerName ? -1 : 1)) };
});

/** A person as the API shows one: no password, session or invitation. */
export function workerOf(account: Account) {
  const { workerId, name, workteamArns, invitation, paused } = account;
  return {
    WorkerId: workerId,
    WorkerName: name,
    WorkerStatus: statusOf(account),
    WorkteamArns: workteamArns,
    ...(paused && { StatusReason: paused.reason, PausedAt: paused.at / 1000 }),
    ...(invitation && { InvitationExpiresAt: invitation.expiresAt / 1000 }),
  };
}
