import type { JobPorts } from '../engine-ports.ts';
import { advanceJob } from './advance-job.ts';
import type { Job } from './job.ts';
import { isTerminal } from './job-document.ts';

const RETRY_AFTER_MS = 1000;

/**
 * Keeps jobs moving in a process that stays: one loop per job, woken by time or by `kick`. Pages that wait for a task
 * are told after each step.
 */
export class JobRunner {
  #ports: JobPorts;
  #loops = new Map<Job, { kicked: boolean; wake: AbortController; ended: Promise<void> }>();
  #watchers = new Set<{ job: Job | undefined; tell(): void }>();
  #changes = 0;
  #stopped = false;

  constructor(ports: JobPorts) {
    this.#ports = ports;
  }

  /** Something has changed that the job may have to react to. */
  kick(job: Job): void {
    const loop = this.#loops.get(job);
    if (loop) {
      loop.kicked = true;
      loop.wake.abort();
    } else if (!this.#stopped) {
      const started = { kicked: false, wake: new AbortController(), ended: Promise.resolve() };
      this.#loops.set(job, started);
      started.ended = this.#run(job, started);
    }
  }

  /** Grows with every change of any job. */
  get changes(): number {
    return this.#changes;
  }

  /**
   * Resolves at the next change of the job (undefined: of any job) or at the time, whichever is first.
   * @param seen `changes` before the caller looked: what has happened since then counts
   */
  async changed(job: Job | undefined, until: number, seen: number): Promise<void> {
    if (seen !== this.#changes) return;
    const wake = new AbortController();
    const watcher = { job, tell: () => wake.abort() };
    this.#watchers.add(watcher);
    await this.#ports.wait(until, wake.signal);
    this.#watchers.delete(watcher);
  }

  /** Ends the loops after the step they are in. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { tell } of this.#watchers) tell();
    const loops = [...this.#loops.values()];
    for (const loop of loops) loop.wake.abort();
    await Promise.all(loops.map((loop) => loop.ended));
  }

  async #run(job: Job, loop: { kicked: boolean; wake: AbortController }): Promise<void> {
    while (!this.#stopped) {
      loop.kicked = false;
      loop.wake = new AbortController();
      let next: number | undefined;
      try {
        next = await advanceJob(job, this.#ports);
        if (next === undefined && isTerminal(await job.document.read()) && !loop.kicked) break;
      } catch (error) {
        this.#ports.log(`labeling job ${job.name} could not go on; it is tried again`, {
          error: (error as Error).message,
        });
        next = this.#ports.now() + RETRY_AFTER_MS;
      }
      this.#changes += 1;
      for (const watcher of this.#watchers) if (!watcher.job || watcher.job === job) watcher.tell();
      const wakeAt = next ?? Number.POSITIVE_INFINITY;
      if (!loop.kicked && !this.#stopped && wakeAt > this.#ports.now())
        await this.#ports.wait(wakeAt, loop.wake.signal);
    }
    this.#loops.delete(job);
  }
}

/**
 * Carries a job on until nothing is due, for a process that does not stay.
 * @returns when there is something to do next; undefined when only a worker or an operator can change anything
 */
export async function runUntilIdle(job: Job, ports: JobPorts): Promise<number | undefined> {
  let next: number | undefined = ports.now();
  while (next !== undefined && next <= ports.now()) next = await advanceJob(job, ports);
  return next;
}
