import { createHash } from 'node:crypto';
import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import type { NextTaskAnswer, ReceiptAnswer, TaskAnswer } from '../contracts/worker-api.ts';
import type { Lease } from '../core/shard.ts';
import type { ShardOutcome } from '../core/shard-event.ts';
import { factsOf } from '../core/shard-facts.ts';
import { countGettable } from '../core/shard-index.ts';
import type { EngineContext } from '../engine-context.ts';
import { type Job, objectIdOf } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { dataObjectOf } from '../job/manifest-lines.ts';
import { outputLayout } from '../job/output-layout.ts';
import { readTaskInput } from '../job/task-input.ts';
import type { Account } from '../workers/account-store.ts';
import { readTicket } from '../workers/ticket.ts';
import { GoldDesk } from './gold-desk.ts';
import { ownAnswers } from './own-answers.ts';
import { type ObjectPlace, TaskFinder, type Wishes } from './task-finder.ts';
import { makeTaskPage } from './task-page.ts';
import { WorkerApiError } from './worker-error.ts';

/** Hands tasks of one job to one worker and takes the answers back. Everything it acknowledges is durable. */
export class TaskDesk {
  #engine: EngineContext;
  #job: Job;
  #document: JobDocument;
  #account: Account;
  #gold: GoldDesk;
  #finder: TaskFinder;

  constructor(engine: EngineContext, job: Job, document: JobDocument, account: Account) {
    this.#engine = engine;
    this.#job = job;
    this.#document = document;
    this.#account = account;
    this.#gold = new GoldDesk(engine, job, document, account);
    this.#finder = new TaskFinder({ engine, job, document, account }, this.#gold, (at, lease) => this.#task(at, lease));
  }

  /** A task the worker holds already but does not name in `holding`, else a new one. */
  async next(wishes: Wishes, waitUntil: number): Promise<NextTaskAnswer> {
    for (;;) {
      const seen = this.#engine.changes();
      const document = await this.#job.document.read();
      if (document.status !== 'InProgress') return { task: null, reason: 'ended' };
      const found = await this.#finder.find(wishes);
      if (found.task || found.reason !== 'wait' || this.#engine.ports.now() >= waitUntil) return found;
      if (!(await this.#engine.changed(this.#job, waitUntil, seen))) return found;
    }
  }

  /** Prolongs the lease while somebody works. @throws WorkerApiError `not-needed` */
  async renew(objectId: string, ticket: string): Promise<number> {
    if (await this.#goldLease(objectId, ticket)) return this.#gold.leaseEnd();
    const { at, leaseId } = await this.#open(objectId, ticket);
    const { workerId } = this.#account;
    const outcome = await this.#apply(at, { type: 'renew', object: at.index, workerId, leaseId });
    if (outcome.type !== 'leased') throw notNeeded();
    return outcome.lease.expiresAt;
  }

  async release(objectId: string, ticket: string): Promise<void> {
    if (await this.#goldLease(objectId, ticket)) return;
    const { at, leaseId } = await this.#open(objectId, ticket);
    await this.#apply(at, { type: 'release', object: at.index, workerId: this.#account.workerId, leaseId });
    await this.#engine.wake(this.#job);
  }

  /** @throws WorkerApiError `not-needed` */
  async decline(objectId: string, ticket: string, reason: string): Promise<void> {
    const gold = await this.#goldLease(objectId, ticket);
    if (gold) {
      await this.#tellMakers(objectId, await this.#gold.line(objectId), reason);
      return this.#gold.decline(objectId, gold);
    }
    const { at } = await this.#open(objectId, ticket);
    const { workerId } = this.#account;
    await this.#tellMakers(objectId, (await this.#job.lines(this.#document, at.shard))[at.index]!, reason);
    const outcome = await this.#apply(at, { type: 'decline', object: at.index, workerId, reason });
    await this.#engine.wake(this.#job);
    if (outcome.type === 'notNeeded') throw notNeeded();
  }

  /**
   * Stores the answer, then counts it; returns when both are durable.
   * @throws WorkerApiError `already-submitted`, `not-needed` (kept as evidence), `bad-ticket`
   */
  async submit(
    objectId: string,
    ticket: string,
    answer: Record<string, unknown>,
    secondsWorked?: number,
  ): Promise<ReceiptAnswer> {
    const now = this.#engine.ports.now();
    const { leaseId, acceptedAt } = await this.#readTicket(objectId, ticket);
    const seconds = secondsWorked ?? (now - acceptedAt) / 1000;
    if (this.#gold.has(objectId)) return this.#gold.submit(objectId, leaseId, answer, seconds);
    const at = this.#locate(objectId);
    const text = JSON.stringify(answer);
    const contentHash = createHash('sha256').update(text).digest('hex');
    const { storage } = this.#engine.ports;
    await this.#job.writeOnce(this.#job.keys().answer(objectId, leaseId, contentHash), text);
    const outcome = await this.#apply(at, {
      type: 'answer',
      object: at.index,
      answer: {
        workerId: this.#account.workerId,
        leaseId,
        contentHash,
        acceptedAt,
        submittedAt: now,
        secondsWorked: seconds,
      },
    });
    await this.#engine.wake(this.#job);
    if (outcome.type === 'counted') {
      await this.#tellLearners(at, answer);
      return { outcome: 'counted', submittedAt: now };
    }
    if (outcome.type === 'repeated') return { outcome: 'repeated', submittedAt: outcome.submittedAt };
    const { workerId } = this.#account;
    const evidence = JSON.stringify({ workerId, objectId, leaseId, acceptedAt, at: now, why: outcome.type, answer });
    await storage.create(this.#job.keys().evidence(objectId, leaseId, contentHash), evidence);
    if (outcome.type === 'alreadySubmitted')
      throw new WorkerApiError('already-submitted', 'this task was submitted before with another answer; reopen it');
    throw notNeeded();
  }

  /** The worker's own task again, with the answer given. @throws WorkerApiError `consolidated` */
  async reopen(objectId: string): Promise<TaskAnswer> {
    const { workerId } = this.#account;
    if (this.#gold.has(objectId)) {
      const { answers } = await ownAnswers(this.#engine, this.#job, this.#document, workerId);
      const given = answers.find((answer) => answer.objectId === objectId);
      if (!given) throw notAnswered();
      if (!given.reopenable) throw consolidated();
      return this.#gold.reopen(objectId);
    }
    const at = this.#locate(objectId);
    const leaseId = this.#engine.ports.randomHex(8);
    const outcome = await this.#apply(at, { type: 'reopen', object: at.index, workerId, leaseId });
    if (outcome.type === 'notNeeded') throw notAnswered();
    if (outcome.type !== 'leased') throw consolidated();
    return this.#task(at, outcome.lease);
  }

  async saveDraft(objectId: string, draft: Record<string, unknown>): Promise<void> {
    const given = await this.#given(objectId);
    await this.#job.drafts.save(objectId, this.#account.workerId, draft, given?.leaseId);
  }

  /** What the worker has drawn since their last answer to the object. */
  async readDraft(objectId: string): Promise<Record<string, unknown> | undefined> {
    const given = await this.#given(objectId);
    return this.#job.drafts.find(objectId, this.#account.workerId, given?.leaseId);
  }

  /** Objects that this worker can still be given, now or later, and those answered. */
  async progress(): Promise<{ left: number; answered: number; paused?: string }> {
    const { workerId } = this.#account;
    const settings = this.#job.settings(this.#document);
    let left = 0;
    let answered = await this.#gold.answered();
    for (const shard of await Promise.all(this.#job.shards(this.#document).map((stored) => stored.read()))) {
      answered += factsOf(shard).answersByWorker.get(workerId) ?? 0;
      left += countGettable(shard, workerId, settings);
    }
    const paused = await this.#gold.pausedBecause();
    return paused ? { left: 0, answered, paused } : { left, answered };
  }

  /**
   * Those who made the job read why it was declined beside its answers; written first, so that no declined task is
   * without its reason.
   */
  async #tellMakers(objectId: string, line: ManifestLine, reason: string): Promise<void> {
    const { workerId } = this.#account;
    const { files, now } = this.#engine.ports;
    const uri = outputLayout(this.#document.request).declined(objectId, workerId);
    const said = { workerId, reason, declinedAt: new Date(now()).toISOString(), dataObject: dataObjectOf(line) };
    await files.write(uri, JSON.stringify(said), 'application/json');
  }

  async #tellLearners(at: ObjectPlace, answer: Record<string, unknown>): Promise<void> {
    const { answered } = this.#engine.ports;
    if (!answered) return;
    const { request, ledger } = this.#document;
    const line = (await this.#job.lines(this.#document, at.shard))[at.index]!;
    answered({
      jobName: this.#job.name,
      taskType: ledger!.taskType,
      labels: ledger!.labels,
      manifestUri: request.InputConfig.DataSource.S3DataSource!.ManifestS3Uri!,
      image: line['source-ref'],
      answer,
    });
  }

  #locate(objectId: string): ObjectPlace {
    const at = this.#job.locate(this.#document, objectId);
    if (!at) throw new WorkerApiError('unknown-object', 'this job has no such object');
    return at;
  }

  #apply(at: ObjectPlace, event: Parameters<Job['apply']>[2]): Promise<ShardOutcome> {
    return this.#job.apply(this.#document, at.shard, event);
  }

  /**
   * The lease that the ticket of a known object proves; undefined for ordinary objects.
   * @throws WorkerApiError `bad-ticket`
   */
  async #goldLease(objectId: string, ticket: string): Promise<string | undefined> {
    return this.#gold.has(objectId) ? (await this.#readTicket(objectId, ticket)).leaseId : undefined;
  }

  async #open(objectId: string, ticket: string): Promise<{ at: ObjectPlace; leaseId: string; acceptedAt: number }> {
    return { at: this.#locate(objectId), ...(await this.#readTicket(objectId, ticket)) };
  }

  async #readTicket(objectId: string, ticket: string) {
    const holder = { jobReference: this.#document.reference, objectId, workerId: this.#account.workerId };
    const read = readTicket(await this.#engine.secret(), holder, ticket);
    if (!read) throw new WorkerApiError('bad-ticket', 'this ticket is not yours for this object');
    return read;
  }

  async #task(at: ObjectPlace, lease: Lease): Promise<TaskAnswer> {
    const objectId = objectIdOf(at.shard, at.index);
    const { workerId } = this.#account;
    const given = await this.#given(objectId);
    const [line, input, draft] = await Promise.all([
      this.#job.lines(this.#document, at.shard).then((lines) => lines[at.index]!),
      readTaskInput(this.#job, this.#document, at, this.#engine.ports),
      this.#job.drafts.find(objectId, workerId, given?.leaseId).then((saved) => saved ?? given?.answer()),
    ]);
    return makeTaskPage(this.#engine, this.#job, this.#document, { objectId, workerId, lease, line, input, draft });
  }

  /** The worker's newest answer to the object. @throws WorkerApiError `unknown-object` */
  async #given(objectId: string) {
    if (this.#gold.has(objectId)) {
      const known = await this.#gold.given(objectId);
      return known && { leaseId: known.leaseId, answer: async () => known.answer };
    }
    const { shard, index } = this.#locate(objectId);
    const object = (await this.#job.shards(this.#document)[shard]!.read()).objects[index]!;
    const given = object.answers.find(({ workerId }) => workerId === this.#account.workerId);
    if (!given) return undefined;
    const key = this.#job.keys().answer(objectId, given.leaseId, given.contentHash);
    const answer = async () => JSON.parse(await this.#job.readOnce(key)) as Record<string, unknown>;
    return { leaseId: given.leaseId, answer };
  }
}

const notAnswered = () => new WorkerApiError('unknown-object', 'you have not answered this object');

const consolidated = () =>
  new WorkerApiError('consolidated', 'the answers to this object have been put together; it cannot be reopened');

const notNeeded = () =>
  new WorkerApiError(
    'not-needed',
    'this object needs no answer of yours any more; what you sent is kept, but not counted',
  );
