import { createHash } from 'node:crypto';
import type { ReceiptAnswer, TaskAnswer } from '../contracts/worker-api.ts';
import { type GoldResult, goldDue, isCareless } from '../core/gold.ts';
import { GOLD_PASS, scoreGold } from '../core/gold-score.ts';
import type { EngineContext } from '../engine-context.ts';
import { CONTACT_TAG, readGold, tagOf } from '../job/gold-objects.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { outputLayout } from '../job/output-layout.ts';
import { preAnnotationHook } from '../job/task-input.ts';
import type { Account } from '../workers/account-store.ts';
import { makeTaskPage } from './task-page.ts';
import { WorkerApiError } from './worker-error.ts';

/** `gold/<worker>/<n>.json`: one answer to a known object, create-once; beside the job's annotations for everybody to read. */
interface GoldAnswer extends GoldResult {
  version: 1;
  workerId: string;
  /** Line of the gold manifest, from 0. */
  goldLine: number;
  /** 0..1; passed from 0.7 on. */
  score: number;
  leaseId: string;
  answer?: Record<string, unknown>;
}

/** The known objects of one job for one worker. */
export class GoldDesk {
  #engine: EngineContext;
  #job: Job;
  #document: JobDocument;
  #account: Account;

  constructor(engine: EngineContext, job: Job, document: JobDocument, account: Account) {
    this.#engine = engine;
    this.#job = job;
    this.#document = document;
    this.#account = account;
  }

  get #count(): number {
    return this.#document.ledger?.gold ?? 0;
  }

  /** Whether the id is that of a known object; nothing else tells it from others. */
  has(objectId: string): boolean {
    const number = Number(objectId) - (this.#document.ledger?.objects ?? 0);
    return /^(0|[1-9]\d{0,6})$/.test(objectId) && number >= 0 && number < this.#count;
  }

  /** Why the worker gets no task of this job and whom to ask; undefined when they do. */
  async pausedBecause(): Promise<string | undefined> {
    if (this.#count === 0) return undefined;
    const since = this.#account.trustedSince ?? 0;
    const results = (await this.#results()).filter(({ at, declined }) => at >= since && !declined);
    if (!isCareless(results)) return undefined;
    const failed = results.filter(({ passed }) => !passed).length;
    const contact = tagOf(this.#document, CONTACT_TAG) ?? 'the person who invited you';
    return `You are paused in this job: ${failed} of your ${results.length} answers to tasks whose answer is known did not match it. Please read the instructions again and ask ${contact}, who can invite you anew.`;
  }

  /** The gold task that is the worker's next one; undefined when an ordinary one is. */
  async next(ordinaryAnswers: number, holding: readonly string[]): Promise<TaskAnswer | undefined> {
    if (this.#count === 0) return undefined;
    const met = (await this.#results()).length;
    if (met >= Math.min(this.#count, goldDue(ordinaryAnswers, this.#chance('places')))) return undefined;
    const leaseId = this.#hash(`lease ${met}`).slice(0, 16);
    if (holding.includes(leaseId)) return undefined;
    const number = (this.#chance('first') + met) % this.#count;
    const objectId = String(this.#document.ledger!.objects + number);
    const { line } = (await readGold(this.#job))[number]!;
    const hasHook = preAnnotationHook(this.#document, this.#engine.ports) !== undefined;
    const input = hasHook ? JSON.parse(await this.#job.readOnce(this.#job.keys().taskInput(objectId))) : line;
    const now = this.#engine.ports.now();
    return makeTaskPage(this.#engine, this.#job, this.#document, {
      objectId,
      workerId: this.#account.workerId,
      lease: { leaseId, acceptedAt: now, expiresAt: this.leaseEnd() },
      line,
      input: input as Record<string, unknown>,
      draft: undefined,
    });
  }

  leaseEnd(): number {
    return this.#engine.ports.now() + this.#job.settings(this.#document).leaseMs;
  }

  /** @throws WorkerApiError `already-submitted` */
  async submit(objectId: string, leaseId: string, answer: Record<string, unknown>): Promise<ReceiptAnswer> {
    const number = Number(objectId) - this.#document.ledger!.objects;
    const { label } = (await readGold(this.#job))[number]!;
    const score = scoreGold(JSON.stringify(answer), label, this.#document.ledger!.labels);
    const kept = await this.#keep(number, leaseId, { score, passed: score >= GOLD_PASS, declined: false, answer });
    if (kept.isNew) return { outcome: 'counted', submittedAt: kept.result.at };
    if (JSON.stringify(kept.result.answer) === JSON.stringify(answer))
      return { outcome: 'repeated', submittedAt: kept.result.at };
    throw new WorkerApiError('already-submitted', 'this task was submitted before with another answer');
  }

  async decline(objectId: string, leaseId: string): Promise<void> {
    const number = Number(objectId) - this.#document.ledger!.objects;
    await this.#keep(number, leaseId, { score: 0, passed: false, declined: true });
  }

  async #keep(goldLine: number, leaseId: string, found: Pick<GoldAnswer, 'score' | 'passed' | 'declined' | 'answer'>) {
    const { ports } = this.#engine;
    const { workerId } = this.#account;
    const own: GoldAnswer = { version: 1, workerId, goldLine, leaseId, at: ports.now(), ...found };
    const key = `${this.#prefix()}${String(goldLine).padStart(4, '0')}.json`;
    const isNew = await ports.storage.create(key, JSON.stringify(own));
    const text = (await ports.storage.get(key))!.text;
    const result = JSON.parse(text) as GoldAnswer;
    this.#job.goldResults.set(workerId, undefined);
    await ports.files.write(outputLayout(this.#document.request).gold(workerId, goldLine), text, 'application/json');
    return { isNew, result };
  }

  #prefix(): string {
    return this.#job.keys().goldAnswers(this.#account.workerId);
  }

  /** In the order of the work. */
  async #results(): Promise<GoldResult[]> {
    const { ports } = this.#engine;
    const known = this.#job.goldResults.get(this.#account.workerId);
    if (known && ports.exclusive) return known;
    const results: GoldResult[] = [];
    for await (const key of ports.storage.list(this.#prefix()))
      results.push(JSON.parse((await ports.storage.get(key))!.text) as GoldAnswer);
    results.sort((a, b) => a.at - b.at);
    this.#job.goldResults.set(this.#account.workerId, results);
    return results;
  }

  /** Chance that is the worker's own in this job, always the same. */
  #chance(what: string): number {
    return Number.parseInt(this.#hash(what).slice(0, 7), 16);
  }

  #hash(what: string): string {
    const bound = JSON.stringify([this.#document.reference, this.#account.workerId, what]);
    return createHash('sha256').update(bound).digest('hex');
  }
}
