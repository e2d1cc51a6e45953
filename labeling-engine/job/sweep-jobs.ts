import type { JobPorts } from '../engine-ports.ts';
import type { DueJobs } from './due-jobs.ts';
import type { Job } from './job.ts';
import { isTerminal, type JobDocument } from './job-document.ts';
import { runUntilIdle } from './job-runner.ts';
import type { JobStore } from './job-store.ts';

/** Jobs that have not ended, or whose end nobody has been told. */
export async function unfinishedJobs(jobs: JobStore): Promise<Array<{ job: Job; document: JobDocument }>> {
  return (await jobs.list()).filter(({ document }) => !isTerminal(document) || document.announced === undefined);
}

/**
 * Does everything that is due now, for a process that does not stay. Every job is tried.
 * @throws the first job's error; that job is due again
 */
export async function sweepJobs(jobs: JobStore, due: DueJobs, ports: JobPorts): Promise<void> {
  const { names, claim } = await due.claim(async () =>
    (await unfinishedJobs(jobs)).map(({ job }) => job.name.toLowerCase()),
  );
  const failures: unknown[] = [];
  for (const name of names) {
    const found = await jobs.find(name);
    const next =
      found &&
      (await runUntilIdle(found.job, ports).catch((error: unknown) => {
        failures.push(error);
        return ports.now();
      }));
    await due.settle(name, claim, next);
  }
  if (failures.length > 0) throw failures[0];
}
