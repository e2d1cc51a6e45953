import { type Account, statusOf } from './account-store.ts';

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
