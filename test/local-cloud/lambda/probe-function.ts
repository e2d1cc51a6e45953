import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../local-cloud/clock.ts';
import { type Lambda, openLambda } from '../../../local-cloud/lambda/lambda.ts';
import { openKeys } from '../../../local-cloud/wire/keys.ts';
import type { AccessRecord } from '../../../local-cloud/wire/service.ts';

/** A bundle whose handler does what its event says. */
const PROBE = `
import { appendFileSync, readFileSync, existsSync } from 'node:fs';
let calls = 0;
export const notAFunction = 1;
export const handler = async (event, context) => {
  calls += 1;
  if (event.note) appendFileSync(event.note, event.text + '\\n');
  if (event.untilFileSays) while (!existsSync(event.untilFileSays)) await new Promise((soon) => setTimeout(soon, 5));
  switch (event.do) {
    case 'throw': throw Object.assign(new Error('no good'), { name: 'InvalidDocumentError' });
    case 'exit': process.exit(7);
    case 'hang': return new Promise(() => {});
    case 'spin': for (;;);
    case 'reject': Promise.reject(new Error('nobody listens')); return new Promise(() => {});
    case 'big': return 'x'.repeat(7 * 2 ** 20);
  }
  console.log('called with ' + event.text);
  return { calls, pid: process.pid, event, context: { ...context, left: context.getRemainingTimeInMillis() },
    variables: { key: process.env.AWS_ACCESS_KEY_ID, endpoint: process.env.AWS_ENDPOINT_URL, own: process.env.OWN, home: process.env.HOME } };
};
`;

/** What the probe returns. */
export interface ProbeAnswer {
  calls: number;
  pid: number;
  context: Record<string, unknown>;
  variables: Record<string, string | undefined>;
}

export interface Probe {
  lambda: Lambda;
  dataDir: string;
  accesses: AccessRecord[];
  invoke(event: object, name?: string): Promise<ProbeAnswer>;
}

/** Opens a Lambda with the functions `probe`, `other` and `broken`. */
export async function openProbe(options: { clock: Clock; concurrency?: number; dataDir?: string }): Promise<Probe> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'labelloop-lambda-')));
  await writeFile(join(dataDir, 'index.mjs'), PROBE);
  const accesses: AccessRecord[] = [];
  const definition = { folder: dataDir, handler: 'index.handler', timeoutSeconds: 1, memory: 512 };
  const lambda = await openLambda({
    functions: [
      { ...definition, name: 'probe', principal: 'probe', environment: { OWN: 'mine' } },
      { ...definition, name: 'other', principal: 'other', environment: {} },
      { ...definition, name: 'broken', principal: 'broken', environment: {}, handler: 'index.notAFunction' },
    ],
    keys: openKeys(dataDir),
    clock: options.clock,
    accessLog: { record: (access) => void accesses.push(access) },
    endpoint: () => 'http://127.0.0.1:4566',
    dataDir,
    ...(options.concurrency && { concurrency: options.concurrency }),
  });
  return {
    lambda,
    dataDir,
    accesses,
    invoke: async (event, name = 'probe') =>
      (await lambda.invoke(name, event, 'RequestResponse')).payload as ProbeAnswer,
  };
}
