import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { LedgerRecord } from '../shared/contracts/ledger-record.ts';
import type { Project } from '../shared/contracts/project.ts';
import { incomingPrefix, pendingImage, projectKeys, readyKey } from '../shared/domain/project/bucket-keys.ts';
import { newProject } from '../shared/domain/project/new-project.ts';
import { MemoryBucket } from './memory-bucket.ts';

export const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:label-train-deploy';
export const EXECUTIONS = STATE_MACHINE_ARN.replace(':stateMachine:', ':execution:');
const MINUTE = 60_000;

const context = { awsRequestId: 'request', functionName: 'test' };
type Handler = (event: unknown, context: never) => Promise<unknown>;

/**
 * A bucket with the project `birds`, a Step Functions that remembers what was started, and the events that S3 and the
 * clock send.
 */
export class PipelineHarness {
  readonly bucket = new MemoryBucket();
  /** Input by name of each execution. */
  readonly executions = new Map<string, string>();
  /** Names of the executions that run no more. */
  readonly ended = new Set<string>();
  readonly keys = projectKeys('birds');
  readonly #stepFunctions = mockClient(SFNClient);
  readonly #log = jest.spyOn(console, 'log').mockImplementation(() => {});

  constructor(changes: Partial<Project> = {}) {
    this.configure(changes);
    process.env.BUCKET = this.bucket.name;
    process.env.STATE_MACHINE_ARN = STATE_MACHINE_ARN;
    this.#stepFunctions.on(StartExecutionCommand).callsFake(({ name, input }) => {
      const present = this.executions.get(name);
      if (present !== undefined && (present !== input || this.ended.has(name)))
        throw new ExecutionAlreadyExists({ message: name, $metadata: {} });
      this.executions.set(name, input);
      return { executionArn: `${EXECUTIONS}:${name}` };
    });
    this.#stepFunctions.on(DescribeExecutionCommand).callsFake(({ executionArn }) => {
      const name = executionArn.split(':').at(-1);
      const input = this.executions.get(name);
      if (input === undefined) throw new ExecutionDoesNotExist({ message: name, $metadata: {} });
      return { status: this.ended.has(name) ? 'FAILED' : 'RUNNING', input };
    });
    this.#stepFunctions.on(ListExecutionsCommand).callsFake(({ statusFilter }) => ({
      executions: [...this.ended].map((name) => ({
        executionArn: `${EXECUTIONS}:${name}`,
        name,
        status: 'FAILED',
      })),
      ...(statusFilter !== 'FAILED' && { executions: [] }),
    }));
  }

  restore() {
    this.bucket.restore();
    this.#stepFunctions.restore();
    this.#log.mockRestore();
  }

  configure(changes: Partial<Project> | string) {
    const project = newProject({ project: 'birds', uid: 'abc123', labels: ['owl', 'duck'], taskType: 'bounding-box' });
    const text = typeof changes === 'string' ? changes : JSON.stringify({ ...project, ...changes });
    this.bucket.put(this.keys.config, text);
  }

  /** Drops a file as a person would. Returns the event that S3 sends for it. */
  drop(path: string, content: string | Uint8Array, project = 'birds') {
    const key = `${incomingPrefix(project)}${path}`;
    const etag = this.bucket.put(key, content);
    return this.event(key, Buffer.byteLength(content), etag);
  }

  setReady(project = 'birds') {
    const etag = this.bucket.put(readyKey(project), '');
    return this.event(readyKey(project), 0, etag);
  }

  /** As its function gets it: uploads come through a queue. */
  event(key: string, size: number, etag: string): object {
    const notification = this.#notification(key, size, etag);
    return key.startsWith('incoming/') ? { Records: [{ body: JSON.stringify(notification) }] } : notification;
  }

  #notification(key: string, size: number, etag: string) {
    const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
    return {
      Records: [
        {
          eventTime: new Date(this.bucket.now).toISOString(),
          eventName: 'ObjectCreated:Put',
          s3: { bucket: { name: this.bucket.name }, object: { key: encoded, size, eTag: etag.replaceAll('"', '') } },
        },
      ],
    };
  }

  sweepEvent() {
    return { 'detail-type': 'Scheduled Event', time: new Date(this.bucket.now).toISOString() };
  }

  /** Moves the clock to the next time that is a whole number of `minutes` past the hour. */
  wait(minutes: number) {
    this.bucket.now = (Math.floor(this.bucket.now / (minutes * MINUTE)) + 1) * minutes * MINUTE;
  }

  call(handler: unknown, event: unknown): Promise<unknown> {
    return (handler as Handler)(event, context as never);
  }

  records(): LedgerRecord[] {
    return this.bucket.keys(this.keys.ledgerPrefix).map((key) => this.bucket.json(key));
  }

  /** Images of each committed batch. */
  batches(): string[][] {
    return this.bucket
      .keys(this.keys.batchesPrefix)
      .filter((key) => key.endsWith('/batch.json'))
      .map((key) => this.bucket.json(key).images);
  }

  /** Every accepted image is in exactly one place, and that place agrees with its record. */
  expectNothingLostOrTwice() {
    const markers = new Set(this.bucket.keys(this.keys.pendingPrefix).map((key) => pendingImage(key)));
    const inBatch = new Map<string, number>();
    for (const image of this.batches().flat()) inBatch.set(image, (inBatch.get(image) ?? 0) + 1);
    const wrong = this.records().filter(({ sha256, outcome, batchId, attempts, imageKey, ...record }) => {
      const times = inBatch.get(sha256) ?? 0;
      if (!this.bucket.objects.has(imageKey)) return true;
      const { labeledBefore = [], reservedFor } = record;
      if (outcome === 'pending')
        return markers.has(sha256) === (reservedFor !== undefined) || batchId !== null || times !== attempts;
      if (outcome === 'needsAttention') return markers.has(sha256) || times !== attempts;
      return markers.has(sha256) || batchId === null || times !== attempts + 1 + labeledBefore.length;
    });
    expect(wrong).toEqual([]);
  }
}

/**
 * Lets `run` die after each of its S3 calls in turn, in a fresh harness, and holds what `resume` then leaves against an
 * undisturbed run.
 * @param renew puts a fresh harness in place of the present one, prepared as the run needs it
 */
export async function expectSameAfterAnyDeath(
  renew: () => PipelineHarness | Promise<PipelineHarness>,
  run: () => Promise<unknown>,
  resume: () => Promise<unknown> = run,
): Promise<void> {
  const { bucket } = await renew();
  bucket.calls = 0;
  await run();
  const undisturbed = bucket.dump();
  for (let death = 0; death < bucket.calls; death++) {
    const harness = await renew();
    harness.bucket.dieAfter(death);
    await expect(run()).rejects.toThrow();
    harness.bucket.revive();
    await resume();
    expect(harness.bucket.dump()).toEqual(undisturbed);
    harness.expectNothingLostOrTwice();
  }
}
