import type { EngineContext } from './engine-context.ts';
import type { EnginePorts } from './engine-ports.ts';
import { FlowStore } from './human-loops/flow-store.ts';
import type { DueJobs } from './job/due-jobs.ts';
import { JobStore } from './job/job-store.ts';
import type { CommitOptions } from './storage/committed-document.ts';
import { AccountStore } from './workers/account-store.ts';
import { WorkteamStore } from './workers/workteam-store.ts';

const SECRET_KEY = 'secret.json';
/** Where pages have to ask: what they wait for happens by sweeps, once a minute. */
const POLL_SECONDS = 30;

/** How those who wait learn of changes: whether something stays that could tell them. */
export type Presence = Pick<EngineContext, 'wake' | 'changes' | 'changed' | 'pollSeconds'>;

export const commitOptions = (ports: EnginePorts): CommitOptions => ({
  newWriterId: () => ports.randomHex(8),
  exclusive: ports.exclusive,
});

/** Where no process stays: what changes a job writes it down for the next sweep, and pages ask again. */
export const nobodyStays = (due: DueJobs): Presence => ({
  wake: (job) => due.wake(job.name.toLowerCase()),
  changes: () => 0,
  changed: async () => false,
  pollSeconds: () => POLL_SECONDS,
});

/** Jobs, teams and people over the ports; all their state is in `ports.storage`. */
export function openContext(ports: EnginePorts, presence: Presence): EngineContext {
  const commit = commitOptions(ports);
  let secret: Promise<string> | undefined;
  const readSecret = () => {
    secret ??= readOrMakeSecret(ports);
    secret.catch(() => {
      secret = undefined;
    });
    return secret;
  };
  return {
    ports,
    jobs: new JobStore(ports, commit),
    workteams: new WorkteamStore(ports, commit),
    accounts: new AccountStore(ports, commit, readSecret),
    flows: new FlowStore(ports, commit),
    secret: readSecret,
    ...presence,
  };
}

async function readOrMakeSecret(ports: EnginePorts): Promise<string> {
  const found = await ports.storage.get(SECRET_KEY);
  if (found) return (JSON.parse(found.text) as { secret: string }).secret;
  await ports.storage.create(SECRET_KEY, JSON.stringify({ version: 1, secret: ports.randomHex(32) }));
  return (JSON.parse((await ports.storage.get(SECRET_KEY))!.text) as { secret: string }).secret;
}
