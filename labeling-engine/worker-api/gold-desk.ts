import { createHash } from 'node:crypto';
import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import { readWorkerAnswer } from '../../shared/domain/answer-kinds/worker-answer.ts';
import { CONTACT_TAG, GOLD_FEEDBACK_TAG } from '../../shared/domain/labeling/labeling-tags.ts';
import { pngCodec } from '../../shared/handler/png-codec.ts';
import type { GoldFeedback, ReceiptAnswer, TaskAnswer } from '../contracts/worker-api.ts';
import { compareWithKnown } from '../core/compare-with-known.ts';
import { type GivenGold, goldDue, isCareless, nextGoldLine } from '../core/gold.ts';
import type { EngineContext } from '../engine-context.ts';
import { GoldAnswers } from '../job/gold-answers.ts';
import { goldLineOf, goldObjectId, readGold, tagOf } from '../job/gold-objects.ts';
import type { Job } from '../job/job.ts';
import type { JobDocument } from '../job/job-document.ts';
import { preAnnotationHook } from '../job/task-input.ts';
import type { Account } from '../workers/account-store.ts';
import { makeTaskPage } from './task-page.ts';
import { WorkerApiError } from './worker-error.ts';

/** The known objects of one job for one worker. */
export class GoldDesk {
  #engine: EngineContext;
  #job: Job;
  #document: JobDocument;
  #account: Account;
  #answers: GoldAnswers;

  constructor(engine: EngineContext, job: Job, document: JobDocument, account: Account) {
    this.#engine = engine;
    this.#job = job;
    this.#document = document;
    this.#account = account;
    this.#answers = new GoldAnswers(job, document, engine.ports, account.workerId);
  }

  has(objectId: string): boolean {
    return goldLineOf(this.#document, objectId) !== undefined;
  }

  /** Why the worker gets no task of this job and whom to ask; undefined when they do. */
  async pausedBecause(): Promise<string | undefined> {
    const contact = tagOf(this.#document, CONTACT_TAG) ?? 'the person who invited you';
    const { paused, trustedSince: since = 0 } = this.#account;
    if (paused) return `You are paused: ${paused.reason}. Please ask ${contact}.`;
    const results = (await this.#answers.list()).filter(({ at, declined }) => at >= since && !declined);
    if (!isCareless(results)) return undefined;
    const failed = results.filter(({ passed }) => !passed).length;
    return `You are paused in this job: ${failed} of your ${results.length} answers to tasks whose answer is known did not match it. Please read the instructions again and ask ${contact}, who can invite you anew.`;
  }

  /** The gold task that is the worker's next one; undefined when an ordinary one is. */
  async next(ordinaryAnswers: number, holding: readonly string[]): Promise<TaskAnswer | undefined> {
    const count = this.#document.ledger?.gold ?? 0;
    const met = (await this.#answers.list()).length;
    if (met >= Math.min(count, goldDue(ordinaryAnswers, this.#chance('places')))) return undefined;
    const leaseId = this.#hash(`lease ${met}`).slice(0, 16);
    if (holding.includes(leaseId)) return undefined;
    return this.#task(nextGoldLine(met, count, this.#chance('first')), leaseId);
  }

  async answered(): Promise<number> {
    return (await this.#answers.list()).filter(({ declined }) => !declined).length;
  }

  leaseEnd(): number {
    return this.#engine.ports.now() + this.#job.settings(this.#document).leaseMs;
  }

  /** The task again with the answer given. */
  reopen(objectId: string): Promise<TaskAnswer> {
    return this.#task(goldLineOf(this.#document, objectId)!, this.#engine.ports.randomHex(8));
  }

  /** What the worker said last of the object; undefined when they said nothing or declined. */
  given(objectId: string): Promise<GivenGold | undefined> {
    return this.#answers.latest(goldLineOf(this.#document, objectId)!);
  }

  /**
   * Keeps the answer and says how it compares; a reopened one is kept, too, but neither scored nor commented.
   * @throws WorkerApiError `already-submitted`
   */
  async submit(
    objectId: string,
    leaseId: string,
    answer: Record<string, unknown>,
    secondsWorked: number,
  ): Promise<ReceiptAnswer> {
    const goldLine = goldLineOf(this.#document, objectId)!;
    const first = await this.#answers.first(goldLine);
    if (first && first.leaseId !== leaseId)
      return this.#receipt(await this.#answers.revise(goldLine, leaseId, answer), answer);
    const feedback = await this.#compare(goldLine, answer);
    const { score, passed } = feedback;
    const given = { leaseId, score, passed, declined: false, answer, secondsWorked };
    const receipt = this.#receipt(await this.#answers.keep(goldLine, given), answer);
    const mayTell = tagOf(this.#document, GOLD_FEEDBACK_TAG) !== 'off';
    return { ...receipt, ...(mayTell && { feedback }) };
  }

  /** The manifest line of a known object. */
  async line(objectId: string): Promise<ManifestLine> {
    return (await readGold(this.#job, goldLineOf(this.#document, objectId)!)).line;
  }

  async decline(objectId: string, leaseId: string): Promise<void> {
    const goldLine = goldLineOf(this.#document, objectId)!;
    await this.#answers.keep(goldLine, { leaseId, score: 0, passed: false, declined: true });
  }

  #receipt({ isNew, stored }: { isNew: boolean; stored: GivenGold }, answer: Record<string, unknown>): ReceiptAnswer {
    if (isNew) return { outcome: 'counted', submittedAt: stored.at };
    if (JSON.stringify(stored.answer) === JSON.stringify(answer))
      return { outcome: 'repeated', submittedAt: stored.at };
    throw new WorkerApiError('already-submitted', 'this task was submitted before with another answer; reopen it');
  }

  async #compare(goldLine: number, answer: Record<string, unknown>): Promise<GoldFeedback> {
    const { known } = await readGold(this.#job, goldLine);
    const { labels } = this.#document.ledger!;
    return compareWithKnown(
      readWorkerAnswer(JSON.stringify(answer), labels, known.kind).answer,
      known,
      labels,
      pngCodec,
    );
  }

  async #task(goldLine: number, leaseId: string): Promise<TaskAnswer> {
    const objectId = goldObjectId(this.#document, goldLine);
    const { line } = await readGold(this.#job, goldLine);
    const hasHook = preAnnotationHook(this.#document, this.#engine.ports) !== undefined;
    const input = hasHook ? JSON.parse(await this.#job.readOnce(this.#job.keys().taskInput(objectId))) : line;
    const { workerId } = this.#account;
    const given = await this.given(objectId);
    return makeTaskPage(this.#engine, this.#job, this.#document, {
      objectId,
      workerId,
      lease: { leaseId, acceptedAt: this.#engine.ports.now(), expiresAt: this.leaseEnd() },
      line,
      input: input as Record<string, unknown>,
      draft: (await this.#job.drafts.find(objectId, workerId, given?.leaseId)) ?? given?.answer,
    });
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
