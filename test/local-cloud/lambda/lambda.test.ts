import { readFileSync, watch, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import { openProbe, type Probe } from './probe-function.ts';

let probe: Probe;
beforeAll(async () => {
  probe = await openProbe({ clock: new VirtualClock(), concurrency: 2 });
});
afterAll(() => probe.lambda.stop());

describe('an invocation', () => {
  it('runs the bundle with its own key, the endpoint and nothing of the person', async () => {
    const { context, variables } = await probe.invoke({ text: 'hello' });
    expect(variables).toEqual({
      key: expect.stringMatching(/^AKIA/),
      endpoint: 'http://127.0.0.1:4566',
      own: 'mine',
    });
    expect((await probe.invoke({}, 'other')).variables.key).not.toBe(variables.key);
    expect(context).toMatchObject({
      functionName: 'probe',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:probe',
      awsRequestId: expect.any(String),
    });
    expect(context.left).toBeGreaterThan(0);
    expect(context.left).toBeLessThanOrEqual(1000);
  });

  it('finds a warm environment', async () => {
    const first = await probe.invoke({});
    const second = await probe.invoke({});
    expect(second).toMatchObject({ pid: first.pid, calls: first.calls + 1 });
  });

  it('reports what the handler throws by its name, and goes on in the same environment', async () => {
    const { pid } = await probe.invoke({});
    const { functionError, payload } = await probe.lambda.invoke('probe', { do: 'throw' }, 'RequestResponse');
    expect(functionError).toEqual({ errorType: 'InvalidDocumentError', errorMessage: 'no good' });
    expect(payload).toMatchObject({ errorType: 'InvalidDocumentError', trace: expect.any(Array) });
    expect((await probe.invoke({})).pid).toBe(pid);
  });

  it.each([
    ['hangs', { do: 'hang' }, 'Sandbox.Timedout', 'Task timed out after 1.00 seconds'],
    ['spins', { do: 'spin' }, 'Sandbox.Timedout', 'Task timed out after 1.00 seconds'],
    ['exits', { do: 'exit' }, 'Runtime.ExitError', 'exit status 7'],
    ['rejects unheard', { do: 'reject' }, 'Runtime.UnhandledPromiseRejection', 'nobody listens'],
    ['answers 7 MB', { do: 'big' }, 'Function.ResponseSizeTooLarge', '6291456'],
  ])('that %s fails as on AWS, and the next one runs', async (_, event, errorType, errorMessage) => {
    const { functionError } = await probe.lambda.invoke('probe', event, 'RequestResponse');
    expect(functionError).toEqual({ errorType, errorMessage: expect.stringContaining(errorMessage) });
    expect(await probe.invoke({})).toMatchObject({ calls: expect.any(Number) });
  });

  it('of a bundle without that handler says so', async () => {
    const { functionError } = await probe.lambda.invoke('broken', {}, 'RequestResponse');
    expect(functionError?.errorType).toBe('Runtime.HandlerNotFound');
  });

  it('of an unknown function is refused as Lambda does', async () => {
    await expect(probe.lambda.invoke('nobody', {}, 'RequestResponse')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  it('leaves what the function prints in its log', async () => {
    const path = join(probe.dataDir, 'logs', 'probe.log');
    const logged = written(path, (text) => text.includes('called with a line for the log\n'));
    const { context } = await probe.invoke({ text: 'a line for the log' });
    expect(await logged).toContain(`START RequestId: ${context.awsRequestId} Version: $LATEST\n`);
  });
});

describe('concurrency', () => {
  it('never exceeds the limit, and a waiting caller goes before waiting events', async () => {
    const single = await openProbe({ clock: new VirtualClock(), concurrency: 1 });
    const gate = join(single.dataDir, 'gate');
    const note = join(single.dataDir, 'order');
    writeFileSync(note, '');
    const order = written(note, (text) => text.split('\n').length > 3);
    const slow = single.invoke({ untilFileSays: gate });
    await single.lambda.invoke('probe', { note, text: 'event' }, 'Event');
    await single.lambda.invoke('other', { note, text: 'event' }, 'Event');
    const waited = single.invoke({ note, text: 'waited' });
    await writeFile(gate, '');
    expect((await waited).pid).toBe((await slow).pid);
    expect(await order).toBe('waited\nevent\nevent\n');
    await single.lambda.stop();
  });
});

/** Resolves with the file's text once it is `complete`. */
function written(path: string, complete: (text: string) => boolean): Promise<string> {
  return new Promise((resolve) => {
    const watcher = watch(path, () => {
      const text = readFileSync(path, 'utf8');
      if (!complete(text)) return;
      watcher.close();
      resolve(text);
    });
  });
}
