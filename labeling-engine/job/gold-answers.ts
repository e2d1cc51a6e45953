import type { GivenGold, GoldAnswer } from '../core/gold.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { Job } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { outputLayout } from './output-layout.ts';

/** What one worker has answered to the known objects of one job. */
export class GoldAnswers {
  #job: Job;
  #document: JobDocument;
  #ports: EnginePorts;
  #workerId: string;

  constructor(job: Job, document: JobDocument, ports: EnginePorts, workerId: string) {
    this.#job = job;
    this.#document = document;
    this.#ports = ports;
    this.#workerId = workerId;
  }

  /** First answers, declined tasks among them, in the order of the work. */
  async list(): Promise<GoldAnswer[]> {
    if (!this.#document.ledger?.gold) return [];
    const known = this.#job.goldAnswers.get(this.#workerId);
    if (known && this.#ports.exclusive) return known;
    const answers = await this.#readAll<GoldAnswer>(this.#job.keys().goldAnswers(this.#workerId));
    this.#job.goldAnswers.set(this.#workerId, answers);
    return answers;
  }

  async first(goldLine: number): Promise<GoldAnswer | undefined> {
    return (await this.list()).find((answer) => answer.goldLine === goldLine);
  }

  /** What the worker said last; undefined when they said nothing or declined. */
  async latest(goldLine: number): Promise<GivenGold | undefined> {
    const first = await this.first(goldLine);
    if (!first || first.declined) return undefined;
    const revisions = await this.#readAll<GivenGold>(this.#job.keys().goldRevisions(this.#workerId, goldLine));
    return revisions.at(-1) ?? first;
  }

  /** Keeps the first answer. @returns what is kept: this one, or that of a call which was faster */
  async keep(goldLine: number, given: Omit<GoldAnswer, 'version' | 'workerId' | 'goldLine' | 'at'>) {
    const own: GoldAnswer = { version: 1, workerId: this.#workerId, goldLine, at: this.#ports.now(), ...given };
    const key = this.#job.keys().goldAnswer(this.#workerId, goldLine);
    const kept = await this.#createOnce(key, own);
    this.#job.goldAnswers.delete(this.#workerId);
    const copy = outputLayout(this.#document.request).gold(this.#workerId, goldLine);
    await this.#ports.files.write(copy, JSON.stringify(kept.stored), 'application/json');
    return kept;
  }

  /** Keeps what was answered after reopening; it changes no score. */
  revise(goldLine: number, leaseId: string, answer: Record<string, unknown>) {
    const key = `${this.#job.keys().goldRevisions(this.#workerId, goldLine)}${leaseId}.json`;
    return this.#createOnce<GivenGold>(key, { leaseId, at: this.#ports.now(), answer });
  }

  async #createOnce<Document extends GivenGold>(key: string, own: Document) {
    const isNew = await this.#ports.storage.create(key, JSON.stringify(own));
    return { isNew, stored: JSON.parse((await this.#ports.storage.get(key))!.text) as Document };
  }

  async #readAll<Document extends GivenGold>(prefix: string): Promise<Document[]> {
    const { storage } = this.#ports;
    const found: Document[] = [];
    for await (const key of storage.list(prefix)) found.push(JSON.parse((await storage.get(key))!.text) as Document);
    return found.sort((a, b) => a.at - b.at);
  }
}
