import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BusEvent } from '../../../local-cloud/event-bridge/bus-event.ts';
import { openEventBus } from '../../../local-cloud/event-bridge/event-bus.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';
import type { AccessRecord } from '../../../local-cloud/wire/service.ts';

describe('the event bus', () => {
  const accesses: AccessRecord[] = [];
  const events: BusEvent[] = [];
  let wire: WireServer;
  let client: EventBridgeClient;
  beforeAll(async () => {
    const bus = openEventBus({
      accessLog: { record: (access) => void accesses.push(access) },
      now: () => Date.UTC(2026, 0, 1),
      deliver: async (event) => void events.push(event),
    });
    const keys = openKeys(mkdtempSync(join(tmpdir(), 'labelloop-events-')));
    wire = await listenWire({ services: { events: bus.service }, keys, port: 0 });
    const credentials = keys.forPrincipal('labeling-engine');
    client = new EventBridgeClient({ endpoint: wire.endpoint, region: 'us-east-1', credentials });
  });
  afterAll(() => wire.close());

  const put = (changes: Record<string, unknown>) =>
    client.send(
      new PutEventsCommand({ Entries: [{ Source: 'ours', DetailType: 'Thing', Detail: '{"a":1}', ...changes }] }),
    );

  it('answers exactly the actions that docs/feature-support/event-bridge.md lists', async () => {
    const documented = readFileSync('docs/feature-support/event-bridge.md', 'utf8').matchAll(/^\| ([A-Z]\w+) \|/gm);
    await expect(client.send(new ListRulesCommand({}))).rejects.toThrow(
      `it has: ${[...documented].map((match) => match[1]).join(', ')} (`,
    );
  });

  it("hands on what the SDK puts, in EventBridge's own form, and says who may be asked for it", async () => {
    const { Entries, FailedEntryCount } = await put({ Resources: ['arn:aws:x'] });
    expect(FailedEntryCount).toBe(0);
    expect(events).toEqual([
      {
        version: '0',
        id: Entries![0]!.EventId,
        'detail-type': 'Thing',
        source: 'ours',
        account: '000000000000',
        time: '2026-01-01T00:00:00Z',
        region: 'us-east-1',
        resources: ['arn:aws:x'],
        detail: { a: 1 },
      },
    ]);
    expect(accesses).toEqual([
      {
        principal: 'labeling-engine',
        action: 'events:PutEvents',
        resource: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
        conditions: { 'events:source': 'ours', 'events:detail-type': 'Thing' },
      },
    ]);
  });

  it.each([
    [{ Source: 'aws.sagemaker' }, 'NotAuthorizedForSourceException'],
    [{ Detail: '[]' }, 'MalformedDetail'],
    [{ Detail: '{' }, 'MalformedDetail'],
    [{ DetailType: undefined }, 'InvalidArgument'],
    [{ EventBusName: 'another' }, 'ResourceNotFoundException'],
  ])('refuses %j as %s', async (changes, ErrorCode) => {
    const before = events.length;
    expect(await put(changes)).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode }] });
    expect(events).toHaveLength(before);
  });
});
