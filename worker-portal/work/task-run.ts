import { signal } from '@preact/signals';
import type { NextTaskAnswer, TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import { DRAFT_BYTES_LIMIT } from '../../labeling-engine/contracts/worker-api.ts';
import type { FormCarry } from '../elements/crowd-form.ts';
import { RefusedError, type TaskAddress, type WorkerClient } from '../worker-client.ts';
import type { KeyedStore } from './keyed-store.ts';
import type { QueuedAnswer, SubmitQueue } from './submit-queue.ts';
import { WorkClock } from './work-clock.ts';

const RENEW_EVERY_MS = 60_000;
/** A worker who comes back when less than this is left gets a longer lease at once. */
const ENDS_SOON_MS = 120_000;
const SAVE_DRAFT_EVERY_MS = 10_000;
const WAIT_SECONDS = 20;
const RETRY_MS = 3000;
/** The task in sight and the one prepared behind it. */
const TASKS_HELD = 2;
/** As many answers as the server takes at once. */
const MOST_SKIPPED = 100;

type Answer = Record<string, unknown>;

/** Why no task is in sight. */
export type Idle = 'loading' | 'offline' | 'failed' | 'wait' | 'done' | 'ended' | 'paused';

interface Started {
  leaseId: string;
  clock: WorkClock;
  draft: Answer | undefined;
  isDraftSaved: boolean;
}

/**
 * One worker at one job: the task in sight, the next one prepared, leases kept while somebody works, drafts saved,
 * answers handed to the queue. `tasks[0]` is in sight.
 */
export class TaskRun {
  readonly tasks = signal<readonly TaskAnswer[]>([]);
  readonly idle = signal<Idle>('loading');
  /** The server's words about it: why the worker is paused, and whom to ask; why there is no task to show. */
  readonly idleMessage = signal('');
  /**
   * When the lease of the task in sight ends, milliseconds since 1970; 0 = it has no more; undefined until the task has
   * begun.
   */
  readonly leaseEnds = signal<number | undefined>(undefined);
  /** How far this worker is in this job; undefined until the server has said. */
  readonly progress = signal<{ answered: number; left: number } | undefined>(undefined);
  /** The answer given last, if it was given here. */
  readonly previous = signal<TaskAddress | undefined>(undefined);
  /** What the last submitted form hands on to the next. */
  carry: FormCarry | undefined;
  readonly jobReference: string;
  #workerId: string;
  #client: WorkerClient;
  #queue: SubmitQueue;
  #drafts: KeyedStore<Answer>;
  #onSubmit: () => void;
  #started: Started | undefined;
  /** Leases of answers that are given again. */
  #reopened = new Set<string>();
  /** When each lease ends: a task that waits behind the one in sight is kept as well. */
  #leaseEnds = new Map<string, number>();
  #ended = new AbortController();
  #isFilling = false;
  /** Objects given back for later; the last one last. */
  #skipped: string[] = [];
  #timers: number[];

  constructor(options: {
    jobReference: string;
    workerId: string;
    client: WorkerClient;
    queue: SubmitQueue;
    drafts: KeyedStore<Answer>;
    /** A task was done, the next one comes into sight. */
    onSubmit(): void;
  }) {
    this.jobReference = options.jobReference;
    this.#workerId = options.workerId;
    this.#client = options.client;
    this.#queue = options.queue;
    this.#drafts = options.drafts;
    this.#onSubmit = options.onSubmit;
    this.#timers = [
      window.setInterval(() => void this.#renewLeases(), RENEW_EVERY_MS),
      window.setInterval(() => void this.#saveDraft(), SAVE_DRAFT_EVERY_MS),
    ];
  }

  /** Asks how far the worker is; without an answer the page does not say. */
  async readProgress(): Promise<void> {
    const { jobs } = await this.#client.jobs().catch(() => ({ jobs: [] }));
    const job = jobs.find(({ jobReference }) => jobReference === this.jobReference);
    if (job) this.progress.value = { answered: job.answered, left: job.left };
  }

  get current(): TaskAnswer | undefined {
    return this.tasks.value[0];
  }

  /** Gets tasks until the one in sight and the next are here. */
  async fill(): Promise<void> {
    if (this.#isFilling || this.#ended.signal.aborted) return;
    this.#isFilling = true;
    try {
      while (this.tasks.value.length < TASKS_HELD && (await this.#getOne()));
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      this.#isFilling = false;
    }
  }

  /**
   * The draft to show with a task that comes into sight: this machine's, else the server's or the answer given before.
   */
  async begin(task: TaskAnswer): Promise<Answer | undefined> {
    if (this.#started?.leaseId === task.leaseId) return this.#started.draft ?? task.draft;
    this.leaseEnds.value = this.#leaseEnds.get(task.leaseId) ?? task.leaseExpiresAt;
    const draft = await this.#drafts.get(this.#draftKey(task)).catch(() => undefined);
    this.#started = {
      leaseId: task.leaseId,
      clock: new WorkClock(Date.now()),
      draft,
      isDraftSaved: true,
    };
    // A task may have waited behind another one for long.
    this.active();
    return draft ?? task.draft;
  }

  active(): void {
    this.#started?.clock.active(Date.now());
    if ((this.leaseEnds.value ?? Number.POSITIVE_INFINITY) - this.#client.now < ENDS_SOON_MS) void this.#renewLeases();
  }

  async keepDraft(task: TaskAnswer, draft: Answer): Promise<void> {
    const started = this.#started;
    if (started?.leaseId !== task.leaseId) return;
    started.draft = draft;
    started.isDraftSaved = false;
    // A browser that keeps nothing (private mode, full disk) must not stop the work.
    await this.#drafts.put(this.#draftKey(task), draft).catch(() => undefined);
  }

  /** Puts the answer into the queue and the next task into sight. */
  async submit(task: TaskAnswer, answer: Answer, carry: FormCarry): Promise<void> {
    const started = this.#started;
    if (task !== this.current || started?.leaseId !== task.leaseId) return;
    this.#started = undefined;
    started.clock.active(Date.now());
    this.carry = carry;
    this.#onSubmit();
    const { leaseId, jobReference, objectId, ticket, title, imageUrl } = task;
    const queued: QueuedAnswer = {
      leaseId,
      workerId: this.#workerId,
      jobReference,
      objectId,
      ticket,
      title,
      imageUrl,
      answer,
      secondsWorked: started.clock.seconds,
    };
    await this.#queue.add(queued);
    if (!this.#reopened.has(leaseId)) this.#count({ answered: 1 });
    this.previous.value = { jobReference, objectId };
    await this.#forgetDraft(task);
    this.#drop(task);
  }

  async decline(task: TaskAnswer, reason: string): Promise<void> {
    await this.#client.decline(task, reason);
    this.#count({ answered: 0 });
    await this.#forgetDraft(task);
    this.#drop(task);
  }

  async skip(task: TaskAnswer): Promise<void> {
    // A lease that is still held would come back at once; one that cannot be given back ends by itself.
    await this.#client.release(task).catch(() => undefined);
    this.#skipped = [...this.#skipped.filter((objectId) => objectId !== task.objectId), task.objectId];
    this.#drop(task);
  }

  /** An answer given before comes into sight again, before the task that is. */
  async reopen(address: TaskAddress): Promise<void> {
    const task = await this.#client.reopen(address);
    this.#reopened.add(task.leaseId);
    this.tasks.value = [task, ...this.tasks.value];
  }

  /** The answer before this one again. @throws RefusedError when it cannot be changed any more */
  async reopenPrevious(): Promise<void> {
    const address = this.previous.value;
    if (!address) return;
    this.previous.value = undefined;
    await this.reopen(address);
  }

  #count({ answered }: { answered: 0 | 1 }): void {
    const before = this.progress.value;
    if (before) this.progress.value = { answered: before.answered + answered, left: Math.max(0, before.left - 1) };
  }

  /** Gives back what is not done; drafts stay. */
  async end(): Promise<void> {
    await this.#saveDraft();
    this.#ended.abort();
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.allSettled(this.tasks.value.map((task) => this.#client.release(task)));
  }

  /** False when there is no more to get for now. */
  async #getOne(): Promise<boolean> {
    const { signal: ended } = this.#ended;
    const isWaiting = this.tasks.value.length === 0;
    const holding = [...this.tasks.value, ...this.#queue.waiting].map(({ leaseId }) => leaseId).slice(-4);
    const waitSeconds = isWaiting && this.idle.value === 'wait' ? WAIT_SECONDS : 0;
    const wishes = { holding, later: this.#skipped.slice(-MOST_SKIPPED), waitSeconds };
    const answer = await this.#client.next(this.jobReference, wishes, ended);
    if (ended.aborted) return false;
    if (answer.task) this.tasks.value = [...this.tasks.value, answer.task];
    else this.#wait(answer, isWaiting);
    return answer.task !== null;
  }

  #fail(error: Error): void {
    if (this.#ended.signal.aborted) return;
    const isRefused = error instanceof RefusedError && !error.isTemporary;
    this.idle.value = isRefused ? 'failed' : 'offline';
    this.idleMessage.value = isRefused ? error.message : '';
    if (!isRefused) this.#later(RETRY_MS);
  }

  #wait({ reason, message, retryAfterSeconds }: NextTaskAnswer, isWaiting: boolean): void {
    this.idle.value = reason ?? 'wait';
    this.idleMessage.value = message ?? '';
    if (reason === 'wait' && isWaiting) this.#later((retryAfterSeconds ?? 1) * 1000);
  }

  #later(milliseconds: number): void {
    this.#timers.push(window.setTimeout(() => void this.fill(), milliseconds));
  }

  #drop(task: TaskAnswer): void {
    this.tasks.value = this.tasks.value.filter((other) => other !== task);
    this.#leaseEnds.delete(task.leaseId);
    this.leaseEnds.value = undefined;
    if (!this.current) this.idle.value = 'loading';
    void this.fill();
  }

  async #renewLeases(): Promise<void> {
    if (!this.#started?.clock.isActive(Date.now())) return;
    await Promise.all(this.tasks.value.map((task) => this.#renewLease(task)));
  }

  async #renewLease(task: TaskAnswer): Promise<void> {
    try {
      const ends = await this.#client.renewLease(task);
      this.#leaseEnds.set(task.leaseId, ends);
      if (task === this.current) this.leaseEnds.value = ends;
    } catch (error) {
      if (error instanceof RefusedError && task === this.current) this.leaseEnds.value = 0;
    }
  }

  async #saveDraft(): Promise<void> {
    const started = this.#started;
    const task = this.current;
    if (!task || !started?.draft || started.isDraftSaved || task.leaseId !== started.leaseId) return;
    started.isDraftSaved = true;
    if (JSON.stringify(started.draft).length > DRAFT_BYTES_LIMIT / 2) return;
    await this.#client.saveDraft(task, started.draft).catch(() => {
      started.isDraftSaved = false;
    });
  }

  #forgetDraft(task: TaskAnswer): Promise<void> {
    return this.#drafts.delete(this.#draftKey(task)).catch(() => undefined);
  }

  #draftKey({ jobReference, objectId }: TaskAddress): string {
    return `${this.#workerId} ${jobReference} ${objectId}`;
  }
}
