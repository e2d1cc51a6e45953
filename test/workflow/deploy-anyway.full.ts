import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Champion } from '../../shared/contracts/training.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { Laptop } from './laptop.ts';
import { pictures } from './squares.ts';

const PROJECT = 'squares';
const laptop = new Laptop();
const deploy = (...options: string[]) => laptop.labelloop('models', 'deploy', 'f1r0a1', ...options);
const champion = () => laptop.json<Champion>(projectKeys(PROJECT).champion);

beforeAll(async () => {
  await laptop.up();
  // No model of four seconds is perfect.
  await laptop.init(PROJECT, { gate: { policy: 'evidence', minimumMap50: 1, tolerance: 0 } });
}, 180_000);
afterAll(() => laptop.discard(), 60_000);

it('lets a model serve that the gate kept back, for who asks with a reason, and shows it', async () => {
  const dropped = await pictures(0, 12);
  await laptop.drop(PROJECT, dropped);
  laptop.hire();
  await laptop.labelNow(PROJECT);
  expect(await laptop.ended('squares-abc123-b000001')).toMatchObject({ status: 'SUCCEEDED', outcome: 'kept' });
  await laptop.dismiss();

  const refused = await deploy();
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.notes).toMatch(/the gate kept squares-\S+ back.*mAP@\.5.*--anyway --reason/s);
  expect((await deploy('--anyway')).code).toBe(2);
  expect(await champion()).toBeUndefined();

  const { code, notes, out } = await deploy('--anyway', '--reason', 'a first look');
  expect({ code, notes }).toMatchObject({ code: 0 });
  expect(out).toMatch(/^squares-abc123-b000001-v1-f1r0a1 serves on labelloop-dev-squares/);
  const { Body } = await laptop.runtime.send(
    new InvokeEndpointCommand({
      EndpointName: (await champion())!.endpointName,
      ContentType: 'image/jpeg',
      Body: dropped[0]!.bytes,
    }),
  );
  expect(JSON.parse(Body!.transformToString())).toMatchObject({ annotations: expect.any(Array) });
  for (const command of ['models', 'status'])
    expect((await laptop.labelloop(command)).out).toMatch(/deployed anyway by \S+ on \S+: a first look/);
  expect((await deploy('--anyway', '--reason', 'again')).notes).toContain('serves already');
}, 180_000);
