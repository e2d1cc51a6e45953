import type { BoundLabelingAction } from './action.ts';
import { bindLabelingActions, type LabelingActionName } from './actions.ts';
import type { JobPorts } from './engine-ports.ts';
import { DueJobs } from './job/due-jobs.ts';
import { JobRunner } from './job/job-runner.ts';
import { sweepJobs, unfinishedJobs } from './job/sweep-jobs.ts';
import { commitOptions, nobodyStays, openContext } from './open-context.ts';
import { createWorkerApi } from './worker-api/worker-api.ts';
import type { WorkerApiOptions } from './worker-api/worker-request.ts';

export interface LabelingEngine {
  actions: Record<LabelingActionName, BoundLabelingAction>;
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

/** The whole labeling engine over its ports, in one process. */
export function openLabelingEngine(ports: JobPorts): LabelingEngine {
  const runner = new JobRunner(ports);
  const due = new DueJobs(ports, commitOptions(ports));
  const away = nobodyStays(due);
  let started = false;
  const engine = openContext(ports, {
    async wake(job) {
      if (started) runner.kick(job);
      else await away.wake(job);
    },
    changes: () => runner.changes,
    async changed(job, until, seen) {
      if (started) await runner.changed(job, until, seen);
      return started;
    },
    pollSeconds: () => (started ? undefined : away.pollSeconds()),
  });
  return {
    actions: bindLabelingActions(engine),
    workerApi: (options) => createWorkerApi(engine, options),
    async start() {
      started = true;
      for (const { job } of await unfinishedJobs(engine.jobs)) runner.kick(job);
    },
    async stop() {
      started = false;
      await runner.stop();
    },
    sweep: () => sweepJobs(engine.jobs, due, ports),
  };
}
