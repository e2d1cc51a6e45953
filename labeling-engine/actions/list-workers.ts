import { defineAction } from '../action.ts';
import { listWorkersSchema } from '../contracts/labeling-requests.ts';
import type { Account } from '../workers/account-store.ts';
import { workerOf } from '../workers/worker-description.ts';

/** Our own action: who was invited, by name. Times are seconds since 1970. */
export const listWorkers = defineAction({
  name: 'ListWorkers',
  input: listWorkersSchema,
  async handle({ WorkteamArn }, { accounts }) {
    const isOfTeam = ({ workteamArns, invitation }: Account) =>
      WorkteamArn === undefined || [...workteamArns, invitation?.workteamArn].includes(WorkteamArn);
    const found = (await accounts.list()).filter(isOfTeam);
    return { Workers: found.map(workerOf).sort((a, b) => (a.WorkerName < b.WorkerName ? -1 : 1)) };
  },
});
