import type { EnginePorts } from '../engine-ports.ts';
import { type CommitOptions, CommittedDocument } from '../storage/committed-document.ts';

/**
 * `due.json`: when which unfinished job has something to do next, so that a sweep with nothing to do reads one small
 * object. Only a hint: what it lacks is found by looking through all jobs. Times in milliseconds.
 */
interface DueDocument {
  version: 1;
  writerId: string;
  /** When all jobs were looked through. */
  lookedAt: number;
  /** By job name in lower case; a job that only a worker or an operator can carry on is not here. */
  jobs: Record<string, { at: number; claim?: string }>;
}

const KEY = 'due.json';
/**
 * Heals what a killed call lost whose caller never came back; each time costs about as many reads as the job has shards
 * and batches.
 */
const LOOK_EVERY_MS = 6 * 3_600_000;
/** Longer than one sweep may run: until then nobody else takes the job, after it the sweep is believed dead. */
const CLAIM_MS = 6 * 60_000;

/** A sweep's share: carry these jobs on, then `settle` each with the claim. */
export interface Due {
  names: string[];
  claim: string;
}

type DuePorts = Pick<EnginePorts, 'storage' | 'now' | 'randomHex'>;

/** Which jobs are due, for processes that do not stay. */
export class DueJobs {
  #ports: DuePorts;
  #document: CommittedDocument<DueDocument>;

  constructor(ports: DuePorts, commit: CommitOptions) {
    this.#ports = ports;
    this.#document = new CommittedDocument(ports.storage, KEY, commit);
  }

  /**
   * The job is due now. Where a sweep knows that already, nothing is written: fifty workers' answers cost one write a
   * minute.
   */
  async wake(name: string): Promise<void> {
    const now = this.#ports.now();
    const present = await this.#document.find();
    if (present && isDue(present, name, now)) return;
    if (!present) await this.#create();
    await this.#document.change((document) => ({
      next: isDue(document, name, now) ? document : { ...document, jobs: { ...document.jobs, [name]: { at: now } } },
      result: undefined,
    }));
  }

  /**
   * Takes what is due.
   * @param unfinished names of all jobs that have not ended; asked when it is time to look through them
   */
  async claim(unfinished: () => Promise<string[]>): Promise<Due> {
    const now = this.#ports.now();
    const claim = this.#ports.randomHex(8);
    const present = await this.#document.find();
    const looks = !present || present.lookedAt + LOOK_EVERY_MS <= now;
    if (!looks && namesDue(present, now).length === 0) return { names: [], claim };
    if (!present) await this.#create();
    const all = looks ? await unfinished() : undefined;
    const names = await this.#document.change((document) => {
      const taken = all ?? namesDue(document, now);
      const claimed = Object.fromEntries(taken.map((name) => [name, { at: now + CLAIM_MS, claim }]));
      const lookedAt = looks ? now : document.lookedAt;
      return { next: { ...document, lookedAt, jobs: { ...document.jobs, ...claimed } }, result: taken };
    });
    return { names, claim };
  }

  /** The claimed job is due again at `next`; undefined = not by time. One that was woken meanwhile stays due. */
  async settle(name: string, claim: string, next: number | undefined): Promise<void> {
    await this.#document.change((document) => {
      if (document.jobs[name]?.claim !== claim) return { next: document, result: undefined };
      const { [name]: _, ...others } = document.jobs;
      const jobs = next === undefined ? others : { ...others, [name]: { at: next } };
      return { next: { ...document, jobs }, result: undefined };
    });
  }

  async #create(): Promise<void> {
    const empty: DueDocument = { version: 1, writerId: this.#ports.randomHex(8), lookedAt: 0, jobs: {} };
    await this.#ports.storage.create(KEY, JSON.stringify(empty));
  }
}

const isDue = ({ jobs }: DueDocument, name: string, now: number) => (jobs[name]?.at ?? Number.POSITIVE_INFINITY) <= now;

const namesDue = (document: DueDocument, now: number) =>
  Object.keys(document.jobs).filter((name) => isDue(document, name, now));
