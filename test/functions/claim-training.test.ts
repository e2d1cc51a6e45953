import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler as claimTraining } from '../../functions/claim-training.ts';
import { handler as releaseTraining } from '../../functions/release-training.ts';
import type { ClaimTrainingOutput, ReleaseTrainingOutput } from '../../shared/contracts/workflow-state.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { KilledError } from '../memory-bucket.ts';
import { box, TrainingHarness } from '../training-harness.ts';

let harness: TrainingHarness;
beforeEach(() => {
  harness = new TrainingHarness();
});
afterEach(() => harness.restore());

const VALIDATION = Array.from({ length: 8 }, () => [box(0)]);
const claim = (execution: string) => {
  harness.running.add(harness.arn(execution));
  return harness.call<ClaimTrainingOutput>(claimTraining, harness.stepInput(execution));
};
const release = (execution: string, { fence, datasetVersion }: ClaimTrainingOutput, loops = 1) =>
  harness.call<ReleaseTrainingOutput>(releaseTraining, {
    ...harness.stepInput(execution),
    fence,
    datasetVersion,
    loops,
  });

it('says how much more is needed, without writing anything', async () => {
  harness.merge(2, [[box(0)]]);
  expect(await claim('one')).toEqual({
    decision: 'notDue',
    reason: 'too little to train, 2 more needed (3 labeled, 5 needed)',
    fence: 0,
    datasetVersion: 1,
    usd: 0,
  });
  expect(harness.bucket.objects.has(harness.keys.trainingClaim)).toBe(false);
});

it.each(['polygon', 'semantic-segmentation', 'image-classification', 'image-classification-multi-label'] as const)(
  'claims nothing for labels of %s where the project names an algorithm of boxes, and says what to do',
  async (taskType) => {
    const { training } = newProject({ project: 'birds', uid: 'abc123', labels: ['owl', 'duck'], taskType });
    const { algorithm } = training;
    harness.restore();
    harness = new TrainingHarness({ taskType });
    harness.merge(32, VALIDATION);
    expect(await claim('one')).toEqual({
      decision: 'notDue',
      reason: `labeled dataset version 1 is ready at s3://bucket/projects/birds/datasets/b000001-aaaa/; detector does not learn ${taskType}; \`labelloop config birds training.algorithm=${algorithm}\` trains from the next labels on`,
      fence: 0,
      datasetVersion: 1,
      usd: 0,
    });
    expect(harness.bucket.objects.has(harness.keys.trainingClaim)).toBe(false);
  },
);

it('trains once more, not twice, when two batches close while one trains', async () => {
  harness.merge(32, VALIDATION);
  const first = await claim('one');
  expect(first).toMatchObject({ decision: 'train', fence: 1, datasetVersion: 1 });
  expect(await claim('one')).toEqual({ ...first, reason: expect.any(String) });
  harness.merge(52, VALIDATION);
  expect(await claim('two')).toMatchObject({ decision: 'coalesced' });
  harness.merge(72, VALIDATION);
  expect(await claim('three')).toMatchObject({ decision: 'coalesced' });
  expect(await release('one', first)).toMatchObject({ again: true });
  const second = await claim('one');
  expect(second).toMatchObject({ decision: 'train', fence: 1, datasetVersion: 3 });
  expect(await release('one', second, 2)).toMatchObject({ again: false });
  expect(harness.bucket.json(harness.keys.trainingClaim)).toMatchObject({ holder: null, wanted: 3, trained: 3 });
  expect(await claim('four')).toMatchObject({ decision: 'notDue', reason: 'dataset version 3 is trained already' });
});

it('takes over from an execution that runs no more; its release changes nothing then', async () => {
  harness.merge(32, VALIDATION);
  const first = await claim('one');
  harness.running.delete(harness.arn('one'));
  expect(await claim('two')).toMatchObject({ decision: 'train', fence: 2 });
  expect(await release('one', first)).toMatchObject({ again: false });
  expect(harness.bucket.json(harness.keys.trainingClaim)).toMatchObject({ holder: harness.arn('two'), trained: 0 });
});

it('ends in the same document wherever claim and release die and run again', async () => {
  harness.merge(32, VALIDATION);
  const untilItWorks = async (run: () => Promise<unknown>, calls: number) => {
    harness.bucket.dieAfter(calls);
    await run().catch((error) => expect(error).toBeInstanceOf(KilledError));
    harness.bucket.revive();
    return run();
  };
  const endings = new Set<string>();
  for (let calls = 0; calls < 6; calls++) {
    harness.bucket.remove(harness.keys.trainingClaim);
    const claimed = (await untilItWorks(() => claim('one'), calls)) as ClaimTrainingOutput;
    expect(claimed).toMatchObject({ decision: 'train', fence: 1 });
    await untilItWorks(() => release('one', claimed), calls);
    endings.add(harness.bucket.text(harness.keys.trainingClaim)!);
  }
  expect(endings.size).toBe(1);
});

it('leaves word although the holder writes between its look and its word', async () => {
  harness.merge(32, VALIDATION);
  const first = await claim('one');
  harness.merge(52, VALIDATION);
  let released: Promise<ReleaseTrainingOutput> | undefined;
  harness.bucket.beforeCall = async ({ name }) => {
    if (name !== 'PutObjectCommand' || released) return;
    released = release('one', first);
    await released;
  };
  const second = await claim('two');
  const { again } = await released!;
  // Either the holder heard of version 2, or who merged it trains it.
  expect([again, second.decision]).toEqual([true, 'coalesced']);
});
