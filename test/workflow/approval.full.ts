import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeEndpointCommand, ListModelPackagesCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Laptop, root, until } from './laptop.ts';
import { LABELS, pictures } from './squares.ts';

const laptop = new Laptop();
const folder = mkdtempSync(join(tmpdir(), 'labelloop-approval-'));
let uid: string;

async function type(...line: string[]): Promise<string> {
  const { code, out, notes } = await laptop.labelloop(...line);
  if (code !== 0) throw new Error(`labelloop ${line.join(' ')}: ${notes}`);
  return out;
}

/** Drops pictures with what is on them, as COCO. */
async function drop(first: number, count: number): Promise<void> {
  const made = await pictures(first, count);
  const photos = join(folder, `from-${first}`);
  mkdirSync(photos);
  for (const { name, bytes } of made) writeFileSync(join(photos, name), bytes);
  const images = made.map(({ name, truth: { width, height } }, id) => ({ id, file_name: name, width, height }));
  const annotations = made.flatMap(({ truth }, image_id) =>
    truth.boxes.map(({ label, left, top, width, height }) => ({
      image_id,
      category_id: LABELS.indexOf(label as (typeof LABELS)[number]),
      bbox: [left, top, width, height],
    })),
  );
  const categories = LABELS.map((name, id) => ({ id, name }));
  writeFileSync(join(photos, 'labels.json'), JSON.stringify({ images, annotations, categories }));
  await type('drop', photos, '--labels', join(photos, 'labels.json'), '--project', 'squares');
}

/** Waits until `status` says that a model waits for somebody. */
const waits = () => until(async () => /approval .*labelloop models approve/.exec(await type('status', 'squares'))?.[0]);

async function packages() {
  const group = { ModelPackageGroupName: `labelloop-dev-squares-${uid}` };
  const { ModelPackageSummaryList = [] } = await laptop.sageMaker.send(new ListModelPackagesCommand(group));
  return ModelPackageSummaryList.map((one) => `${one.ModelPackageVersion} ${one.ModelApprovalStatus}`).sort();
}

beforeAll(async () => {
  await laptop.up();
  await type('algorithms', 'add', 'faulty', '--dir', join(root, 'test/workflow/faulty-algorithm'));
  await type('init', 'squares', '--labels', LABELS.join(','), '--algorithm', 'faulty');
  const settings = ['training.minImages=8', 'training.minNewLabels=4', 'gate.policy=notWorse', 'gate.minimumScore=0'];
  await type('config', 'squares', ...settings, 'training.approval=manual', 'validationFraction=0.3');
  uid = JSON.parse(await type('config', 'squares', 'uid', '--json')).uid;
}, 180_000);
afterAll(async () => {
  await laptop.discard();
  rmSync(folder, { recursive: true });
});

it('a model that passed the gate goes live when somebody approves it, with who and why in the registry', async () => {
  await drop(0, 14);
  await waits();
  expect(await packages()).toEqual(['1 PendingManualApproval']);
  const said = JSON.parse(await type('models', 'approve', '--project', 'squares', '--reason', 'looks right', '--json'));
  expect(said).toMatchObject({ approval: 'Approved', by: expect.stringMatching(/.+: looks right$/) });
  expect(await laptop.ended(`squares-${uid}-b000001`)).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  expect(await packages()).toEqual(['1 Approved']);
}, 180_000);

it('a model that somebody rejects does not, what serves stays, and nothing waits any more', async () => {
  const endpoint = () => laptop.sageMaker.send(new DescribeEndpointCommand({ EndpointName: 'labelloop-dev-squares' }));
  const { EndpointConfigName } = await endpoint();
  await drop(20, 6);
  await waits();
  await type('models', 'reject', '--project', 'squares', '--reason', 'too many misses');
  expect(await laptop.ended(`squares-${uid}-b000002`)).toMatchObject({
    outcome: 'kept',
    reason: expect.stringMatching(/^rejected: .*too many misses$/),
  });
  expect(await endpoint()).toMatchObject({ EndpointConfigName });
  expect(await packages()).toEqual(['1 Approved', '2 Rejected']);
  expect(await laptop.labelloop('models', 'approve', '--project', 'squares')).toMatchObject({
    notes: expect.stringContaining('no model waits for approval'),
  });
}, 180_000);

it('makes no call that AWS would refuse', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});
