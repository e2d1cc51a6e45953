import type { EnginePorts } from './engine-ports.ts';
import type { FlowStore } from './human-loops/flow-store.ts';
import type { Job } from './job/job.ts';
import type { JobStore } from './job/job-store.ts';
import type { AccountStore } from './workers/account-store.ts';
import type { WorkteamStore } from './workers/workteam-store.ts';

/** What the API's actions and the worker API share. */
export interface EngineContext {
  ports: EnginePorts;
  jobs: JobStore;
  workteams: WorkteamStore;
  accounts: AccountStore;
  flows: FlowStore;
  /** Key of the tickets and pseudonyms; made once, kept in the engine's storage. */
  secret(): Promise<string>;
  /** The job may have something to do now: a process that stays does it at once, else the next sweep. */
  wake(job: Job): Promise<void>;
  /** Grows with every change of any job. */
  changes(): number;
  /**
   * Resolves at the next change of the job (undefined: of any) or at the time; false where nothing stays to watch for
   * one.
   * @param seen `changes()` before the caller looked
   */
  changed(job: Job | undefined, until: number, seen: number): Promise<boolean>;
  /** When to ask again where nothing stays that could hold a request; undefined where something does. */
  pollSeconds(): number | undefined;
}
