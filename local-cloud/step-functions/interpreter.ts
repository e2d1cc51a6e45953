import type { Clock } from '../clock.ts';
import { onceThereIsRoom } from '../disk/disk-full.ts';
import { blockAt } from './definition.ts';
import { advance, type Trigger } from './execution/advance.ts';
import { callTask, type TaskCall, type TaskCalls } from './execution/call-task.ts';
import { commit } from './execution/commit.ts';
import { finishExecution } from './execution/finish-execution.ts';
import type { BranchRecord, ExecutionRecord } from './execution/records.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { Json } from './json.ts';
import { StateError } from './state-error.ts';

export interface InterpreterOptions extends TaskCalls {
  store: ExecutionStore;
  clock: Clock;
  /** After every change of an execution: what has to be told others is in the store. */
  onTransition(executionArn: string): void;
}

/**
 * Moves branches: arms what each waits for, computes its next transition, commits it. Everything that a restart needs
 * is in the store; timers and calls in flight are only its shadow in this process.
 */
export class Interpreter {
  readonly #options: InterpreterOptions;
  readonly #timers = new Map<string, () => void>();
  readonly #work = new Set<Promise<void>>();
  #isRunning = false;

  constructor(options: InterpreterOptions) {
    this.#options = options;
  }

  /** Takes up every running execution where the store says that it stands. */
  start(): void {
    this.#isRunning = true;
    for (const execution of this.#options.store.runningExecutions()) this.take(execution.arn);
  }

  /** From here on nothing is written; calls in flight end unheard and are made again after the next start. */
  stop(): void {
    this.#isRunning = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** Arms a new, redriven or recovered execution. */
  take(executionArn: string): void {
    const { store } = this.#options;
    const execution = store.execution(executionArn);
    if (!this.#isRunning || execution?.status !== 'RUNNING') return;
    if (execution.deadline !== undefined) {
      const timeOut = () => this.#onceThereIsRoom(() => this.#timeOut(executionArn));
      this.#timer(executionArn, execution.deadline, () => this.#track(timeOut));
    }
    for (const branch of store.branchesOf(executionArn)) this.#arm(branch);
  }

  /** Forgets the timers of an execution that has ended. */
  release(executionArn: string): void {
    const { store } = this.#options;
    for (const id of [executionArn, ...store.branchesOf(executionArn).map((branch) => `branch ${branch.id}`)]) {
      this.#cancel(id);
    }
  }

  /** Resolves when nothing is being computed or called: only timers remain. */
  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.race(this.#work);
  }

  #arm(branch: BranchRecord): void {
    this.#cancel(`branch ${branch.id}`);
    if (branch.outcome) return;
    if (branch.phase === 'enter') this.#move(branch, { kind: 'enter' });
    else if (branch.phase === 'wait') this.#moveAt(branch, branch.wakeAt!, { kind: 'due' });
    else if (branch.phase === 'retry') this.#moveAt(branch, branch.wakeAt!, { kind: 'again' });
    else if (branch.phase === 'task') this.#call(branch, branch.call!);
    else if (branch.phase === 'children') this.#join(branch);
  }

  #call(branch: BranchRecord, call: TaskCall): void {
    const { store, clock } = this.#options;
    if (call.timeoutSeconds !== undefined) {
      const error = new StateError('States.Timeout', `'${branch.state}' did not end within ${call.timeoutSeconds} s`);
      this.#moveAt(branch, clock.now() + call.timeoutSeconds * 1000, { kind: 'failure', error });
    }
    const principal = store.execution(branch.execution)!.stateMachineName;
    this.#track(async () => {
      const trigger = await callTask(this.#options, call, principal).then(
        (value): Trigger => ({ kind: 'result', value }),
        (error: StateError): Trigger => ({ kind: 'failure', error }),
      );
      await this.#advanceOrWait(branch, trigger);
    });
  }

  #join(branch: BranchRecord): void {
    const { store } = this.#options;
    const failed = store.failedChildOf(branch.id);
    if (failed) {
      const error = new StateError(failed.failure!.error, failed.failure!.cause);
      this.#move(branch, { kind: 'failure', error });
    } else if (!store.hasOpenChildren(branch.id)) {
      const outputs = store.childrenOf(branch.id).map((child): Json => child.output!);
      this.#move(branch, { kind: 'result', value: outputs });
    }
  }

  #moveAt(branch: BranchRecord, time: number, trigger: Trigger): void {
    this.#timer(`branch ${branch.id}`, time, () => this.#move(branch, trigger));
  }

  #move(branch: BranchRecord, trigger: Trigger): void {
    this.#track(() => this.#advanceOrWait(branch, trigger));
  }

  /** A transition that the full disk did not take is made later: what triggered it is not forgotten. */
  #advanceOrWait(branch: BranchRecord, trigger: Trigger): Promise<void> {
    return this.#onceThereIsRoom(() => this.#advance(branch, trigger));
  }

  async #onceThereIsRoom(work: () => void | Promise<void>): Promise<void> {
    await onceThereIsRoom(this.#options.clock, () => !this.#isRunning, work);
  }

  async #advance(branch: BranchRecord, trigger: Trigger): Promise<void> {
    const { store, clock, onTransition } = this.#options;
    if (!this.#isRunning) return;
    const execution = store.execution(branch.execution)!;
    const present = store.branch(branch.id);
    if (execution.status !== 'RUNNING' || present?.revision !== branch.revision) return;
    const block = blockAt(store.definition(execution.definitionHash), present.path);
    const transition = await advance(execution, present, block.States[present.state]!, trigger, clock.now());
    if (!this.#isRunning) return;
    const awake = commit(store, present, transition, clock.now());
    if (!awake) return;
    if (store.execution(branch.execution)!.status !== 'RUNNING') this.release(branch.execution);
    onTransition(branch.execution);
    if (!this.#isRunning) return;
    for (const id of awake) this.#arm(store.branch(id)!);
  }

  #timeOut(executionArn: string): void {
    const { store, clock, onTransition } = this.#options;
    store.transaction(() => {
      const execution = store.execution(executionArn);
      if (execution?.status !== 'RUNNING') return;
      finishExecution(store, execution, { status: 'TIMED_OUT' }, lastEventOf(store, execution), clock.now());
    });
    this.release(executionArn);
    onTransition(executionArn);
  }

  #timer(key: string, time: number, callback: () => void): void {
    this.#cancel(key);
    const cancel = this.#options.clock.at(time, () => {
      this.#timers.delete(key);
      if (this.#isRunning) callback();
    });
    this.#timers.set(key, cancel);
  }

  #cancel(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }

  #track(work: () => Promise<void>): void {
    const promise = work()
      .catch((error) => console.error(error))
      .finally(() => this.#work.delete(promise));
    this.#work.add(promise);
  }
}

/** The event that an ending from outside (timeout, stop) follows: the execution's own last one. */
export const lastEventOf = (store: ExecutionStore, execution: ExecutionRecord) =>
  store.branch(execution.arn)!.lastEvent;
