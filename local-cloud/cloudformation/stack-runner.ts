import { randomUUID } from 'node:crypto';
import { type DesiredResource, readDesiredStack } from './desired-stack.ts';
import type { ResourceMaker } from './resource-maker.ts';
import type { DeployedResource, Operation, StackDocument } from './stack-document.ts';
import type { StackStore } from './stack-store.ts';

const STACK = 'AWS::CloudFormation::Stack';
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Carries what is being done to stacks: one resource after the other, each step on disk before the next one, so that a
 * restart goes on where the process ended. A resource that fails takes the stack back to where it was.
 */
export class StackRunner {
  readonly #store: StackStore;
  readonly #make: ResourceMaker;
  readonly #now: () => number;
  readonly #onSettled: (stack: StackDocument) => void;
  readonly #running = new Map<string, Promise<void>>();
  #stopped = false;

  /** @param onSettled is told when an operation has ended, well or badly */
  constructor(
    store: StackStore,
    make: ResourceMaker,
    now: () => number,
    onSettled: (stack: StackDocument) => void = () => {},
  ) {
    this.#onSettled = onSettled;
    this.#store = store;
    this.#make = make;
    this.#now = now;
  }

  /** Takes up what a former process left. */
  start(): void {
    for (const stack of this.#store.all()) if (stack.operation) this.#carry(stack);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running.values());
  }

  begin(stack: StackDocument, operation: Operation): void {
    stack.operation = operation;
    this.#tellStack(stack, `${operation.kind}_IN_PROGRESS`, 'User Initiated');
    this.#carry(stack);
  }

  #carry(stack: StackDocument): void {
    const ended = this.#run(stack, stack.operation!).finally(() => this.#running.delete(stack.id));
    this.#running.set(stack.id, ended);
  }

  async #run(stack: StackDocument, operation: Operation): Promise<void> {
    if (operation.kind === 'DELETE') return this.#deleteStack(stack);
    const desired = readDesiredStack(operation.template, stack.name);
    const isFirst = operation.kind !== 'UPDATE';
    const isImport = operation.kind === 'IMPORT';
    const goingBack = isFirst ? (isImport ? 'IMPORT_ROLLBACK' : 'ROLLBACK') : 'UPDATE_ROLLBACK';
    if (!operation.failed) {
      const reason = await this.#advance(stack, desired.resources, isImport);
      if (this.#stopped) return;
      if (reason === undefined) {
        await this.#removeUnwanted(stack, new Set(desired.resources.map(({ logicalId }) => logicalId)));
        if (this.#stopped) return;
        Object.assign(stack, { template: operation.template, outputs: desired.outputs });
        return this.#settle(stack, `${operation.kind}_COMPLETE`);
      }
      operation.failed = true;
      this.#tellStack(stack, `${goingBack}_IN_PROGRESS`, reason);
    }
    if (isImport) stack.resources = {};
    else if (isFirst) await this.#takeAway(stack, Object.keys(stack.resources).reverse(), true);
    else await this.#goBack(stack, operation.before);
    if (!this.#stopped) this.#settle(stack, `${goingBack}_COMPLETE`);
  }

  /** @returns why it cannot go on; undefined when all stands */
  async #advance(
    stack: StackDocument,
    desired: readonly DesiredResource[],
    isImport: boolean,
  ): Promise<string | undefined> {
    for (const wanted of desired) {
      if (this.#stopped) return undefined;
      const present = stack.resources[wanted.logicalId];
      const stands = present && !/_FAILED$|_IN_PROGRESS$/.test(present.status);
      if (stands && same(present.properties, wanted.properties) && present.type === wanted.type) continue;
      const act = stands ? 'UPDATE' : isImport ? 'IMPORT' : 'CREATE';
      // The process ended between making it and saying so: what is there is ours.
      const isAgain = present?.status === 'CREATE_IN_PROGRESS';
      this.#tell(stack, wanted, `${act}_IN_PROGRESS`);
      try {
        if (act === 'IMPORT') await this.#make.adopt(wanted, stack.id);
        else if (act === 'CREATE') await this.#make.create(wanted, stack.id, isAgain);
        else await this.#make.update(wanted, present!.physicalId, stack.id);
        this.#tell(stack, wanted, `${act}_COMPLETE`);
      } catch (error) {
        this.#tell(stack, wanted, `${act}_FAILED`, (error as Error).message);
        return `The following resource(s) failed to ${act.toLowerCase()}: [${wanted.logicalId}]. `;
      }
    }
    return undefined;
  }

  async #removeUnwanted(stack: StackDocument, wanted: ReadonlySet<string>): Promise<void> {
    const gone = Object.keys(stack.resources).filter((id) => !wanted.has(id));
    if (gone.length > 0) this.#tellStack(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
    await this.#takeAway(stack, gone.reverse(), false);
  }

  async #goBack(stack: StackDocument, before: Record<string, DeployedResource>): Promise<void> {
    for (const [logicalId, old] of Object.entries(before)) {
      const present = stack.resources[logicalId];
      if (present && same(present.properties, old.properties) && /_COMPLETE$/.test(present.status)) continue;
      const wanted = { ...old, logicalId };
      this.#tell(stack, wanted, 'UPDATE_IN_PROGRESS');
      await this.#make.update(wanted, present?.physicalId ?? old.physicalId, stack.id);
      this.#tell(stack, wanted, 'UPDATE_COMPLETE');
    }
    const added = Object.keys(stack.resources).filter((id) => !(id in before));
    await this.#takeAway(stack, added.reverse(), true);
  }

  async #deleteStack(stack: StackDocument): Promise<void> {
    const failed = await this.#takeAway(stack, Object.keys(stack.resources).reverse(), false);
    if (this.#stopped) return;
    if (failed.length > 0)
      return this.#settle(
        stack,
        'DELETE_FAILED',
        `The following resource(s) failed to delete: [${failed.join(', ')}]. `,
      );
    stack.outputs = [];
    this.#settle(stack, 'DELETE_COMPLETE');
  }

  /**
   * @param isUndone made by the operation that failed: `RetainExceptOnCreate` goes, too
   * @returns what could not be deleted
   */
  async #takeAway(stack: StackDocument, logicalIds: readonly string[], isUndone: boolean): Promise<string[]> {
    const failed: string[] = [];
    for (const logicalId of logicalIds) {
      if (this.#stopped) return failed;
      const resource = stack.resources[logicalId]!;
      const entry = { ...resource, logicalId };
      const isKept =
        resource.deletionPolicy === 'Retain' || (!isUndone && resource.deletionPolicy === 'RetainExceptOnCreate');
      const wasMade = resource.status !== 'CREATE_FAILED';
      try {
        if (isKept && wasMade) this.#tell(stack, entry, 'DELETE_SKIPPED');
        else {
          this.#tell(stack, entry, 'DELETE_IN_PROGRESS');
          if (wasMade) await this.#make.remove(entry);
          this.#tell(stack, entry, 'DELETE_COMPLETE');
        }
        delete stack.resources[logicalId];
        this.#store.save(stack);
      } catch (error) {
        this.#tell(stack, entry, 'DELETE_FAILED', (error as Error).message);
        failed.push(logicalId);
      }
    }
    return failed;
  }

  #settle(stack: StackDocument, status: string, reason?: string): void {
    delete stack.operation;
    stack.updatedAt = this.#now();
    this.#tellStack(stack, status, reason);
    this.#onSettled(stack);
  }

  #tellStack(stack: StackDocument, status: string, reason?: string): void {
    stack.status = status;
    if (reason === undefined) delete stack.reason;
    else stack.reason = reason;
    this.#note(stack, { logicalId: stack.name, physicalId: stack.id, type: STACK }, status, reason);
  }

  #tell(stack: StackDocument, wanted: DesiredResource, status: string, reason?: string): void {
    const { logicalId, type, physicalId, properties, deletionPolicy } = wanted;
    const stored = { type, physicalId, properties, deletionPolicy, status, at: this.#now() };
    stack.resources[logicalId] = { ...stored, ...(reason !== undefined && { reason }) };
    this.#note(stack, wanted, status, reason);
  }

  #note(
    stack: StackDocument,
    { logicalId, physicalId, type }: Pick<DesiredResource, 'logicalId' | 'physicalId' | 'type'>,
    status: string,
    reason?: string,
  ): void {
    const event = { id: randomUUID(), logicalId, physicalId, type, status, at: this.#now() };
    stack.events.push({ ...event, ...(reason !== undefined && { reason }) });
    this.#store.save(stack);
  }
}
