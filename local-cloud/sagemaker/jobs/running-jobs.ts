import type { Clock } from '../../clock.ts';
import { onceThereIsRoom } from '../../disk/disk-full.ts';

/** Why a running job is told to end. */
export type EndReason = 'stopped' | 'timeout' | 'waited' | 'shutdown';

/** Runs jobs of one kind, each once at a time. */
export class RunningJobs {
  readonly #clock: Clock;
  readonly #run: (name: string, signal: AbortSignal) => Promise<void>;
  readonly #running = new Map<string, { abort: AbortController; ended: Promise<void> }>();

  /**
   * @param run does the whole job and writes its end; told by the signal (`reason`: EndReason) to end early; on
   *   `shutdown` it leaves the job as it is, to be run again after the next start. A run whose end the full disk did
   *   not take is repeated.
   */
  constructor(clock: Clock, run: (name: string, signal: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.#run = run;
  }

  start(name: string): void {
    if (this.#running.has(name)) return;
    const abort = new AbortController();
    const { signal } = abort;
    const isShutdown = () => signal.reason === ('shutdown' satisfies EndReason);
    const ended = onceThereIsRoom(this.#clock, isShutdown, () => this.#run(name, signal))
      .catch((error) => console.error(`the job ${name} goes on after the next start`, error))
      .finally(() => this.#running.delete(name));
    this.#running.set(name, { abort, ended });
  }

  end(name: string, reason: EndReason): void {
    this.#running.get(name)?.abort.abort(reason);
  }

  /** Ends everything and waits for it. */
  async shutdown(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { abort } of running) abort.abort('shutdown' satisfies EndReason);
    await Promise.all(running.map(({ ended }) => ended));
  }
}
