import type { NextTaskAnswer, TaskAnswer } from '../contracts/worker-api.ts';
import { isFreeFor, type Lease, type Shard } from '../core/shard.ts';
import { factsOf } from '../core/shard-facts.ts';
import { countGettable, indexOf } from '../core/shard-index.ts';
import type { EngineContext } from '../engine-context.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import type { Account } from '../workers/account-store.ts';
import type { GoldDesk } from './gold-desk.ts';
import { readObjectName } from './object-name.ts';

const LEASES_PER_WORKER = 2;
const RETRY_AFTER_SECONDS = 2;

/** What a page holds already, and what its worker gave back for later. */
export interface Wishes {
  /** Lease ids. */
  holding: readonly string[];
  /** Objects, by the names that workers know. */
  later: readonly string[];
}

/** Where an object of the job lives. */
export interface ObjectPlace {
  shard: number;
  index: number;
}

/** Finds one worker's next task in one job. */
export class TaskFinder {
  #engine: EngineContext;
  #job: Job;
  #document: JobDocument;
  #account: Account;
  #gold: GoldDesk;
  #show: (at: ObjectPlace, lease: Lease) => Promise<TaskAnswer>;

  constructor(
    whose: { engine: EngineContext; job: Job; document: JobDocument; account: Account },
    gold: GoldDesk,
    show: (at: ObjectPlace, lease: Lease) => Promise<TaskAnswer>,
  ) {
    this.#engine = whose.engine;
    this.#job = whose.job;
    this.#document = whose.document;
    this.#account = whose.account;
    this.#gold = gold;
    this.#show = show;
  }

  /** A task that the worker holds already but does not name, else a new one, known or ordinary. */
  async find({ holding, later }: Wishes): Promise<NextTaskAnswer> {
    const { workerId } = this.#account;
    const settings = this.#job.settings(this.#document);
    const now = this.#engine.ports.now();
    const paused = await this.#gold.pausedBecause();
    if (paused) return { task: null, reason: 'paused', message: paused };
    const shards = await Promise.all(this.#job.shards(this.#document).map((stored) => stored.read()));
    let held = 0;
    for (const [shard, present] of shards.entries()) {
      for (const { index, lease } of indexOf(present, settings).leases.get(workerId) ?? []) {
        if (lease.expiresAt <= now) continue;
        if (!holding.includes(lease.leaseId)) return { task: await this.#show({ shard, index }, lease) };
        held += 1;
      }
    }
    const answered = shards.reduce((sum, shard) => sum + (factsOf(shard).answersByWorker.get(workerId) ?? 0), 0);
    const known = held < LEASES_PER_WORKER ? await this.#gold.next(answered, holding) : undefined;
    if (known && !later.includes(known.objectId)) return { task: known };
    if (held < LEASES_PER_WORKER) {
      const task =
        (await this.#lease(shards, later)) ?? known ?? (later.length > 0 ? await this.#lease(shards, []) : undefined);
      if (task) return { task };
    }
    if (held > 0 || shards.some((shard) => countGettable(shard, workerId, settings) > 0))
      return { task: null, reason: 'wait', retryAfterSeconds: this.#engine.pollSeconds() ?? RETRY_AFTER_SECONDS };
    return { task: null, reason: 'done' };
  }

  /** @param later names of objects that are not wanted now */
  async #lease(shards: readonly Shard[], later: readonly string[]): Promise<TaskAnswer | undefined> {
    const { workerId } = this.#account;
    const settings = this.#job.settings(this.#document);
    const now = this.#engine.ports.now();
    const secret = later.length > 0 ? await this.#engine.secret() : '';
    const unwanted = later.map((name) => {
      const objectId = readObjectName(secret, this.#document.reference, name);
      return objectId === undefined ? undefined : this.#job.locate(this.#document, objectId);
    });
    for (const [shard, present] of shards.entries()) {
      const passOver = unwanted.filter((at) => at?.shard === shard).map((at) => at!.index);
      const isFree = (index: number) =>
        !passOver.includes(index) && isFreeFor(present.objects[index]!, workerId, now, settings);
      if (!indexOf(present, settings).open.some(isFree)) continue;
      const leaseId = this.#engine.ports.randomHex(8);
      const outcome = await this.#job.apply(this.#document, shard, { type: 'lease', workerId, leaseId, passOver });
      if (outcome.type === 'leased') return this.#show({ shard, index: outcome.object }, outcome.lease);
    }
    return undefined;
  }
}
