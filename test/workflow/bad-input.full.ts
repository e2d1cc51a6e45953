import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Batch } from '../../shared/contracts/batch.ts';
import type { IntakeOutcome, QuarantineReason } from '../../shared/contracts/ledger-record.ts';
import { incomingPrefix, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { sampleJpeg, withSize } from '../sample-jpeg.ts';
import { Laptop, until } from './laptop.ts';

const PROJECT = 'mixed';
const keys = projectKeys(PROJECT);
const laptop = new Laptop();

beforeAll(async () => {
  await laptop.up();
  await laptop.init(PROJECT);
}, 180_000);
afterAll(() => laptop.discard(), 60_000);

/**
 * Drops as an AWS client does and waits until the pipeline has said what became of each; code and reason of what was
 * refused.
 */
async function dropped(files: Record<string, Uint8Array | string>, project = PROJECT) {
  const { intakePrefix, quarantineReason } = projectKeys(project);
  const before = (await laptop.keys(intakePrefix)).length;
  for (const [name, body] of Object.entries(files)) await laptop.put(`${incomingPrefix(project)}${name}`, body);
  const present = await until(async () => {
    const found = await laptop.keys(intakePrefix);
    return found.length === before + Object.keys(files).length ? found : undefined;
  });
  const outcomes = await Promise.all(present.map(async (key) => (await laptop.json<IntakeOutcome>(key))!));
  const byName = await Promise.all(
    outcomes.map(async ({ key, outcome, quarantineId }) => {
      const refused = quarantineId && (await laptop.json<QuarantineReason>(quarantineReason(quarantineId)));
      return [key.slice(incomingPrefix(project).length), refused ? `${refused.code}: ${refused.reason}` : outcome];
    }),
  );
  return Object.fromEntries(byName) as Record<string, string>;
}

it('names what is wrong with each file that is no usable image, and the remedy', async () => {
  const jpeg = sampleJpeg(0);
  const outcomes = await dropped({
    'text.jpg': 'this is text',
    'phone.heic': Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)]),
    'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    'cut.jpg': jpeg.subarray(0, jpeg.length - 20),
    'empty.jpg': '',
    'huge.jpg': withSize(jpeg, 10_100, 10_000),
    'heavy.jpg': Buffer.concat([jpeg, Buffer.alloc(41 * 1024 * 1024)]),
  });
  expect(outcomes).toEqual({
    'text.jpg': expect.stringMatching(/^text: /),
    'phone.heic': expect.stringMatching(/^heic: .*JPEG/s),
    'drawing.svg': expect.stringMatching(/^svg: .*(JPEG|PNG)/s),
    'cut.jpg': expect.stringMatching(/^truncated-jpeg: /),
    'empty.jpg': expect.stringMatching(/^empty: /),
    'huge.jpg': expect.stringMatching(/^too-many-pixels: .*100/s),
    'heavy.jpg': expect.stringMatching(/^too-many-bytes: .*40/s),
  });
}, 120_000);

it('takes images under names of any spelling, and equal base names in different folders', async () => {
  const names = [
    'a b.jpg',
    'a+b.jpg',
    '100%.jpg',
    '%2F.jpg',
    `it's "so".jpg`,
    '画像/图.jpg',
    '../up.jpg',
    'x/../y.jpg',
  ];
  names.push('left/photo.jpg', 'right/photo.jpg', 'é.jpg', '🦉?#&=.jpg', ' .jpg');
  const outcomes = await dropped(Object.fromEntries(names.map((name, index) => [name, sampleJpeg(100 + index)])));
  for (const name of names) expect([name, outcomes[name]]).toEqual([name, 'accepted']);
  expect(await dropped({ 'again/画像.jpg': sampleJpeg(105) })).toMatchObject({ 'again/画像.jpg': 'duplicate' });
}, 120_000);

it('lets images wait while project.json is broken, says so, and goes on when it is mended', async () => {
  const config = await laptop.text(keys.config);
  await laptop.put(keys.config, config.replace('"maxImages":1000', '"maxImages":"many"'));
  await laptop.put(`${incomingPrefix(PROJECT)}late.jpg`, sampleJpeg(200));
  const problem = await until(() => laptop.json<{ reason: string }>(keys.problem));
  expect(problem.reason).toMatch(/batch\.maxImages/);
  const refused = await laptop.drop(PROJECT, [{ name: 'later.jpg', bytes: sampleJpeg(201) }]).catch(String);
  expect(refused).toMatch(/batch\.maxImages/);
  expect(await laptop.keys(`${incomingPrefix(PROJECT)}later`)).toEqual([]);
  const { out } = await laptop.labelloop('status');
  expect(out).toMatch(/problem .*batch\.maxImages/);
  await laptop.put(keys.config, config);
  await laptop.labelNow(PROJECT);
  const batch = await until(() => laptop.json<Batch>(keys.batch('b000001')));
  expect(batch.images).toHaveLength(13 + 1);
  expect(await until(async () => ((await laptop.executions()).length > 0 ? laptop.executions() : undefined))).toEqual([
    'mixed-abc123-b000001',
  ]);
}, 180_000);

it('never loses the files of a project that is not there yet', async () => {
  await laptop.put(`${incomingPrefix('tomorrow')}a.jpg`, sampleJpeg(300));
  await until(() => laptop.json(projectKeys('tomorrow').problem));
  await laptop.init('tomorrow');
  await laptop.labelNow('tomorrow');
  expect((await until(() => laptop.json<Batch>(projectKeys('tomorrow').batch('b000001')))).images).toHaveLength(1);
}, 120_000);

it('makes no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
