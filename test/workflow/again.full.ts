import { DescribeEndpointCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import type { Champion, GateDecision, TrainingClaim } from '../../shared/contracts/training.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { Laptop, until } from './laptop.ts';
import { pictures } from './squares.ts';
import { UNSEEN_GRANTS } from './unseen-grants.ts';

const PROJECT = 'squares';
const ENDPOINT = 'labelloop-dev-squares';
const keys = projectKeys(PROJECT);
const execution = (number: number) => `squares-abc123-b00000${number}`;
const laptop = new Laptop();

beforeAll(async () => {
  await laptop.up();
  // Every model is good enough, so that the endpoint is updated.
  await laptop.init(PROJECT, { gate: { minimumMap50: 0, tolerance: 1 } }, 40);
}, 180_000);
afterAll(() => laptop.discard(), 60_000);
beforeEach(() => laptop.hire());
afterEach(() => laptop.dismiss());

/** The same bytes under another name, and a file that is no image. */
const twins = async (number: number) => [
  { name: 'twin.jpg', bytes: (await pictures(number, 1))[0]!.bytes },
  { name: 'note.jpg', bytes: Buffer.from('not an image') },
];
const trainingJobs = async () => {
  const { TrainingJobSummaries = [] } = await laptop.sageMaker.send(new ListTrainingJobsCommand({ MaxResults: 100 }));
  return TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName!).sort();
};
const endpointConfig = async () =>
  (await laptop.sageMaker.send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }))).EndpointConfigName;

it('says how many more images it needs instead of training on five', async () => {
  await laptop.drop(PROJECT, await pictures(0, 5));
  await laptop.labelNow(PROJECT);
  expect(await laptop.ended(execution(1))).toEqual({
    status: 'SUCCEEDED',
    outcome: 'labeled',
    reason: 'too little to train, 3 more needed (5 labeled, 8 needed)',
  });
  expect(await trainingJobs()).toEqual([]);
  const { out } = await laptop.labelloop('status');
  expect(out).toContain('too little to train, 3 more needed');
}, 120_000);

it('trains once more, not twice, for two batches that close while it trains', async () => {
  await laptop.drop(PROJECT, await pictures(5, 15));
  await laptop.labelNow(PROJECT);
  await until(async () => ((await laptop.json<TrainingClaim>(keys.trainingClaim))?.holder ? true : undefined));
  await laptop.init(PROJECT, { batch: { maxImages: 5, quietMinutes: 60, maxAgeHours: 24 } });
  await laptop.drop(PROJECT, await pictures(20, 10));
  await laptop.labelNow(PROJECT);
  const outcomes = await Promise.all([2, 3, 4].map((number) => laptop.ended(execution(number))));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['deployed', 'coalesced', 'coalesced']);
  const head = (await laptop.json<DatasetHead>(keys.datasetHead))!;
  expect(await laptop.json<TrainingClaim>(keys.trainingClaim)).toMatchObject({
    holder: null,
    wanted: head.head,
    trained: head.head,
  });
  expect(await trainingJobs()).toHaveLength(2);
}, 480_000);

it('refuses the model that a sabotaged workforce taught, and says why; the endpoint stays', async () => {
  await laptop.dismiss();
  // The gate believes labels: it is the honest ones, held out before, that find the others out.
  await laptop.init(PROJECT, { validationFraction: 0.001 });
  const champion = (await laptop.json<Champion>(keys.champion))!;
  const before = await endpointConfig();
  laptop.hire({ sabotage: true, seed: 7 });
  await laptop.drop(PROJECT, await pictures(100, 60));
  await laptop.labelNow(PROJECT);
  const { outcome, reason } = await laptop.ended(execution(5));
  expect({ outcome, reason }).toEqual({
    outcome: 'kept',
    reason: expect.stringMatching(/^worse than the champion .*; the champion stays$/),
  });
  expect(await laptop.json<Champion>(keys.champion)).toEqual(champion);
  expect(await endpointConfig()).toBe(before);
  const decisions = (await laptop.keys(`${keys.root}evaluations/`)).filter((key) => key.endsWith('decision.json'));
  const written = await Promise.all(decisions.map((key) => laptop.json<GateDecision>(key)));
  expect(written).toContainEqual(expect.objectContaining({ decision: 'keep', reason }));
}, 240_000);

it('labels a batch whose job was refused as soon as project.json is mended and a person asks', async () => {
  const config = await laptop.init('teamless');
  const nobody = config.labeling.workteamArn.replace(/[^/]*$/, 'nobody');
  await laptop.init('teamless', { labeling: { ...config.labeling, workteamArn: nobody } });
  await laptop.drop('teamless', [...(await pictures(200, 9)), ...(await twins(200))]);
  await laptop.labelNow('teamless');
  const refused = await laptop.ended('teamless-abc123-b000001');
  expect(refused).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(/refused: /) });
  await laptop.init('teamless');
  await laptop.labelNow('teamless');
  expect(await laptop.ended('teamless-abc123-b000001-n2')).toMatchObject({ status: 'SUCCEEDED', outcome: 'deployed' });
  expect(await laptop.json(projectKeys('teamless').recovery('teamless-abc123-b000001'))).toMatchObject({
    decision: 'restarted',
    next: 'teamless-abc123-b000001-n2',
  });
}, 240_000);

it('makes no call that AWS would refuse, and has no grant but those with a reason', () => {
  const { denied, unused } = laptop.judgeAccess();
  expect(denied).toEqual([]);
  const named = unused.map(({ principal, action, resource }) => `${principal} ${action} ${resource.split(':').at(-1)}`);
  const unexplained = named.filter((grant) => !UNSEEN_GRANTS.some(({ grants }) => grants.test(grant)));
  expect(unexplained).toEqual([]);
});
