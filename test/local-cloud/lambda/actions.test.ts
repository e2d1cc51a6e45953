import { readFileSync } from 'node:fs';
import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import { LAMBDA_ACTIONS } from '../../../local-cloud/lambda/actions.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import { listenWire, type WireServer } from '../../../local-cloud/wire/server.ts';
import { openProbe, type Probe } from './probe-function.ts';

let probe: Probe;
let wire: WireServer;
let client: LambdaClient;

beforeAll(async () => {
  probe = await openProbe({ clock: new VirtualClock() });
  const keys = openKeys(probe.dataDir);
  wire = await listenWire({ services: { lambda: probe.lambda.service }, keys, port: 0 });
  client = new LambdaClient({
    endpoint: wire.endpoint,
    region: 'us-east-1',
    credentials: keys.forPrincipal('user'),
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await wire.close();
  await probe.lambda.stop();
});

const json = (bytes?: Uint8Array) => JSON.parse(Buffer.from(bytes ?? []).toString());

describe("Lambda's API", () => {
  it('invokes by name and by ARN, and logs who did', async () => {
    for (const FunctionName of ['probe', 'arn:aws:lambda:us-east-1:000000000000:function:probe']) {
      const answer = await client.send(new InvokeCommand({ FunctionName, Payload: '{"text":"über"}' }));
      expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
      expect(answer.FunctionError).toBeUndefined();
      expect(json(answer.Payload)).toMatchObject({ event: { text: 'über' } });
    }
    expect(probe.accesses).toContainEqual({
      principal: 'user',
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:us-east-1:000000000000:function:probe',
    });
  });

  it('marks a failed invocation and hands over its error document', async () => {
    const answer = await client.send(new InvokeCommand({ FunctionName: 'probe', Payload: '{"do":"throw"}' }));
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(json(answer.Payload)).toMatchObject({ errorType: 'InvalidDocumentError', errorMessage: 'no good' });
  });

  it('accepts events and dry runs', async () => {
    const accept = (InvocationType: 'Event' | 'DryRun') =>
      client.send(new InvokeCommand({ FunctionName: 'probe', InvocationType, Payload: '{}' }));
    expect((await accept('Event')).StatusCode).toBe(202);
    expect((await accept('DryRun')).StatusCode).toBe(204);
  });

  it("refuses in Lambda's words", async () => {
    const refused = (FunctionName: string, Payload: string) =>
      client.send(new InvokeCommand({ FunctionName, Payload })).catch((error: Error) => error.name);
    expect(await refused('nobody', '{}')).toBe('ResourceNotFoundException');
    expect(await refused('probe', '{')).toBe('InvalidRequestContentException');
    expect(await refused('probe', JSON.stringify('x'.repeat(6 * 2 ** 20)))).toBe('RequestTooLargeException');
  });

  it('lists and describes what is deployed', async () => {
    const { Functions } = await client.send(new ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['probe', 'other', 'broken']);
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'other' }));
    expect(Configuration).toMatchObject({ Handler: 'index.handler', Timeout: 1, Runtime: 'nodejs24.x' });
  });

  it('is published: what it has, and any other operation is refused by name', async () => {
    const documented = readFileSync('docs/feature-support/lambda.md', 'utf8').matchAll(/^\| ([A-Z]\w+) \|/gm);
    expect(Array.from(documented, ([, action]) => action)).toEqual(LAMBDA_ACTIONS.map(({ schema }) => schema[2]));
    await expect(client.send(new DeleteFunctionCommand({ FunctionName: 'probe' }))).rejects.toThrow('DELETE');
  });
});
