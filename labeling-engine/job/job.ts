import type { ManifestLine } from '../../shared/contracts/manifest-line.ts';
import type { WorkerState } from '../../shared/contracts/worker-state.ts';
import { FEWEST_WORKERS_TAG } from '../../shared/domain/labeling/labeling-tags.ts';
import { ObjectMissingError } from '../../shared/errors.ts';
import type { GoldAnswer } from '../core/gold.ts';
import { reduceShard } from '../core/reduce-shard.ts';
import { type LedgerSettings, SHARD_SIZE, type Shard } from '../core/shard.ts';
import type { Reduction, ShardEvent, ShardOutcome } from '../core/shard-event.ts';
import type { EnginePorts } from '../engine-ports.ts';
import { type CommitOptions, CommittedDocument } from '../storage/committed-document.ts';
import { Drafts } from './drafts.ts';
import type { JobDocument } from './job-document.ts';
import { readLines } from './manifest-lines.ts';

const DEFAULT_AVAILABILITY_SECONDS = 2_592_000;
/** Templates, task inputs and answers kept in memory. */
const REMEMBERED_OBJECTS = 500;
const REMEMBERED_CHARACTERS = 128_000;
const LONGEST_LEASE_MS = 15 * 60_000;

/** Keys of a job's state in the engine's storage. */
export const jobKey = (name: string) => `jobs/${name.toLowerCase()}.json`;
const ledgerRoot = (name: string) => `ledgers/${name.toLowerCase()}/`;

/** One labeling job: its document, its ledger in shards, and what its events mean. */
export class Job {
  readonly name: string;
  readonly document: CommittedDocument<JobDocument>;
  readonly drafts: Drafts;
  /** Gold answers by worker, as far as they have been read. */
  readonly goldAnswers = new Map<string, GoldAnswer[]>();
  /** What the answers in a shard have taught about the workers, as far as this process has weighed them. */
  readonly learnt = new Map<number, WorkerState>();
  /** When this process last wrote the progress manifest. */
  manifestWrittenAt: number;
  #ports: EnginePorts;
  #commit: CommitOptions;
  #shards: Array<CommittedDocument<Shard>> = [];
  #lines = new Map<number, Promise<ManifestLine[]>>();
  #onceWritten = new Map<string, Promise<string>>();

  constructor(name: string, ports: EnginePorts, commit: CommitOptions) {
    this.name = name;
    this.#ports = ports;
    this.#commit = commit;
    this.manifestWrittenAt = ports.now();
    this.document = new CommittedDocument(ports.storage, jobKey(name), commit);
    this.drafts = new Drafts(ports, `${ledgerRoot(name)}drafts/`);
  }

  ledgerRootFor(inputHash: string): string {
    return `${ledgerRoot(this.name)}${inputHash}/`;
  }

  keys() {
    const root = ledgerRoot(this.name);
    return {
      template: `${root}template.liquid.html`,
      taskInput: (objectId: string) => `${root}inputs/${objectId}.json`,
      loopInput: (inputHash: string) => `${root}inputs/${inputHash}.json`,
      answer: (objectId: string, leaseId: string, contentHash: string) =>
        `${root}answers/${objectId}/${leaseId}-${contentHash.slice(0, 16)}.json`,
      evidence: (objectId: string, leaseId: string, contentHash: string) =>
        `${root}evidence/${objectId}/${leaseId}-${contentHash.slice(0, 16)}.json`,
      gold: (goldLine: number) => `${root}known/${goldLine}.json`,
      goldAnswersPrefix: `${root}gold/`,
      goldAnswers: (workerId: string) => `${root}gold/${workerId}/`,
      goldAnswer: (workerId: string, goldLine: number) =>
        `${root}gold/${workerId}/${String(goldLine).padStart(4, '0')}.json`,
      goldGroups: `${root}gold-groups/`,
      goldPayload: (batch: number) => `${root}gold-payloads/${batch}.json`,
      goldRevisions: (workerId: string, goldLine: number) => `${root}gold-revisions/${workerId}/${goldLine}/`,
      result: (batch: number) => `${root}results/${batch}.json`,
      roundsPrefix: `${root}rounds/`,
    };
  }

  settings(document: JobDocument): LedgerSettings {
    const { request } = document;
    const task = request.HumanTaskConfig;
    const timeLimitMs = task.TaskTimeLimitInSeconds * 1000;
    const fewest = Number(request.Tags?.find(({ Key }) => Key === FEWEST_WORKERS_TAG)?.Value);
    return {
      workersPerObject: task.NumberOfHumanWorkersPerDataObject,
      ...(fewest >= 1 && { fewestWorkers: Math.min(fewest, task.NumberOfHumanWorkersPerDataObject) }),
      availabilityMs: (task.TaskAvailabilityLifetimeInSeconds ?? DEFAULT_AVAILABILITY_SECONDS) * 1000,
      timeLimitMs,
      leaseMs: Math.min(timeLimitMs, LONGEST_LEASE_MS),
      graceMs: this.#ports.reopenSeconds * 1000,
      shards: document.ledger?.shards ?? 0,
    };
  }

  /** The shards in order of the manifest; none before the input has been read. */
  shards({ ledger }: JobDocument): Array<CommittedDocument<Shard>> {
    if (ledger && this.#shards.length === 0) {
      this.#shards = Array.from(
        { length: ledger.shards },
        (_, index) => new CommittedDocument<Shard>(this.#ports.storage, shardKey(ledger.root, index), this.#commit),
      );
    }
    return this.#shards;
  }

  /** The input lines of one shard. */
  lines({ ledger }: JobDocument, shardIndex: number): Promise<ManifestLine[]> {
    let lines = this.#lines.get(shardIndex);
    if (!lines) {
      lines = this.#readLines(linesKey(ledger!.root, shardIndex));
      this.#lines.set(shardIndex, lines);
      lines.catch(() => this.#lines.delete(shardIndex));
    }
    return lines;
  }

  async #readLines(key: string): Promise<ManifestLine[]> {
    return readLines(await this.#read(key));
  }

  /** An object that is created once and never changed, from memory after the first time. @throws ObjectMissingError */
  readOnce(key: string): Promise<string> {
    const known = this.#onceWritten.get(key);
    return known ?? this.#remember(key, this.#read(key));
  }

  /** Creates such an object; one that is there is the same, for its key says what it holds. */
  async writeOnce(key: string, text: string): Promise<void> {
    await this.#ports.storage.create(key, text);
    if (text.length <= REMEMBERED_CHARACTERS) void this.#remember(key, Promise.resolve(text));
  }

  #remember(key: string, text: Promise<string>): Promise<string> {
    if (this.#onceWritten.size >= REMEMBERED_OBJECTS) this.#onceWritten.delete(this.#onceWritten.keys().next().value!);
    this.#onceWritten.set(key, text);
    text.catch(() => this.#onceWritten.delete(key));
    return text;
  }

  async #read(key: string): Promise<string> {
    const stored = await this.#ports.storage.get(key);
    if (!stored) throw new ObjectMissingError(`labeling engine: there is no ${key}`);
    return stored.text;
  }

  /** Where an object of this id lives; undefined for anything that is not an object of the job. */
  locate({ ledger }: JobDocument, objectId: string): { shard: number; index: number } | undefined {
    if (!/^(0|[1-9]\d{0,6})$/.test(objectId) || !ledger || Number(objectId) >= ledger.objects) return undefined;
    return { shard: Math.floor(Number(objectId) / SHARD_SIZE), index: Number(objectId) % SHARD_SIZE };
  }

  /** Applies an event to a shard and waits until the outcome is durable. */
  apply(document: JobDocument, shardIndex: number, event: ShardEvent): Promise<ShardOutcome> {
    const settings = this.settings(document);
    return this.shards(document)[shardIndex]!.change((shard) => {
      const reduction: Reduction = reduceShard(shard, event, this.#ports.now(), settings);
      return { next: reduction.shard, result: reduction.outcome };
    });
  }
}

export const shardKey = (root: string, index: number) => `${root}shards/${String(index).padStart(5, '0')}.json`;
export const linesKey = (root: string, index: number) => `${root}lines/${String(index).padStart(5, '0')}.jsonl`;
export const objectIdOf = (shardIndex: number, index: number) => String(shardIndex * SHARD_SIZE + index);
