import type { LabelingAction } from './action.ts';
import { type LabelingActionName, labelingActions } from './actions.ts';
import type { EngineContext } from './engine-context.ts';
import type { EnginePorts } from './engine-ports.ts';
import { DueJobs } from './job/due-jobs.ts';
import { isTerminal } from './job/job-document.ts';
import { JobRunner, runUntilIdle } from './job/job-runner.ts';
import { JobStore } from './job/job-store.ts';
import { createWorkerApi } from './worker-api/worker-api.ts';
import type { WorkerApiOptions } from './worker-api/worker-request.ts';
import { AccountStore } from './workers/account-store.ts';
import { WorkteamStore } from './workers/workteam-store.ts';

const SECRET_KEY = 'secret.json';
/** Where pages have to ask: what they wait for happens by sweeps, once a minute. */
const POLL_SECONDS = 30;

export interface LabelingEngine {
  actions: Record<LabelingActionName, LabelingAction>;
  workerApi(options: WorkerApiOptions): ReturnType<typeof createWorkerApi>;
  /** Takes unfinished jobs up again and keeps them moving, for a process that stays. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /**
   * Does everything that is due now, for a process that does not stay. Every job is tried.
   * @throws the first job's error; that job is due again
   */
  sweep(): Promise<void>;
}

/** The labeling engine over its ports; all its state is in `ports.storage`. */
export function openLabelingEngine(ports: EnginePorts): LabelingEngine {
  const commit = { newWriterId: () => ports.randomHex(8), exclusive: ports.exclusive };
  const runner = new JobRunner(ports);
  const due = new DueJobs(ports, commit);
  let started = false;
  let secret: Promise<string> | undefined;
  const readSecret = () => {
    secret ??= readOrMakeSecret(ports);
    secret.catch(() => {
      secret = undefined;
    });
    return secret;
  };
  const engine: EngineContext = {
    ports,
    jobs: new JobStore(ports, commit),
    workteams: new WorkteamStore(ports, commit),
    accounts: new AccountStore(ports, commit, readSecret),
    secret: readSecret,
    async wake(job) {
      if (started) runner.kick(job);
      else await due.wake(job.name.toLowerCase());
    },
    changes: () => runner.changes,
    async changed(job, until, seen) {
      if (started) await runner.changed(job, until, seen);
      return started;
    },
    pollSeconds: () => (started ? undefined : POLL_SECONDS),
  };
  const unfinished = async () =>
    (await engine.jobs.list()).filter(({ document }) => !isTerminal(document) || document.announced === undefined);

  return {
    actions: labelingActions(engine),
    workerApi: (options) => createWorkerApi(engine, options),
    async start() {
      started = true;
      for (const { job } of await unfinished()) runner.kick(job);
    },
    async stop() {
      started = false;
      await runner.stop();
    },
    async sweep() {
      const { names, claim } = await due.claim(async () =>
        (await unfinished()).map(({ job }) => job.name.toLowerCase()),
      );
      const failures: unknown[] = [];
      for (const name of names) {
        const found = await engine.jobs.find(name);
        const next =
          found &&
          (await runUntilIdle(found.job, ports).catch((error: unknown) => {
            failures.push(error);
            return ports.now();
          }));
        await due.settle(name, claim, next);
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function readOrMakeSecret(ports: EnginePorts): Promise<string> {
  const found = await ports.storage.get(SECRET_KEY);
  if (found) return (JSON.parse(found.text) as { secret: string }).secret;
  await ports.storage.create(SECRET_KEY, JSON.stringify({ version: 1, secret: ports.randomHex(32) }));
  return (JSON.parse((await ports.storage.get(SECRET_KEY))!.text) as { secret: string }).secret;
}
