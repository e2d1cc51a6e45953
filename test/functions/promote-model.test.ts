import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler } from '../../functions/promote-model.ts';
import { NO_TRAINING } from '../../shared/domain/training/training-claim.ts';
import { TrainingHarness } from '../training-harness.ts';

let harness: TrainingHarness;
beforeEach(() => {
  harness = new TrainingHarness();
  current(2);
});
afterEach(() => harness.restore());

const current = (fence: number) =>
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify({ ...NO_TRAINING, fence }));
const promote = (modelName: string, fence: number) =>
  harness.call(handler, {
    ...harness.stepInput('one'),
    fence,
    datasetVersion: 1,
    trainingJobName: modelName,
    modelName,
    endpointName: 'birds',
    endpointConfigName: modelName,
    metric: 'mAP50',
    score: 0.9,
    others: { mAP5095: 0.6 },
  });

it('makes the model the champion, the same however often it runs', async () => {
  expect(await promote('new', 2)).toEqual({ promoted: true });
  const champion = harness.bucket.text(harness.keys.champion);
  await promote('new', 2);
  expect(harness.bucket.text(harness.keys.champion)).toBe(champion);
  expect(harness.bucket.json(harness.keys.champion)).toMatchObject({ modelName: 'new', fence: 2, score: 0.9 });
});

it('remembers which models served before, the last one first, each once', async () => {
  for (const [fence, model] of ['one', 'two', 'one', 'three', 'three'].entries()) {
    current(fence + 2);
    await promote(model, fence + 2);
  }
  expect(harness.bucket.json(harness.keys.champion)).toMatchObject({ modelName: 'three', earlier: ['one', 'two'] });
});

it('never promotes under a stale fence', async () => {
  harness.promoted('newer', 3);
  current(3);
  await expect(promote('old', 2)).rejects.toMatchObject({ name: 'StaleFenceError' });
  current(2);
  await expect(promote('old', 2)).rejects.toMatchObject({ name: 'StaleFenceError' });
  expect(harness.bucket.json(harness.keys.champion).modelName).toBe('newer');
});

it('never overwrites a newer champion that is promoted at any moment of its own promotion', async () => {
  for (let moment = 0; moment < 4; moment++) {
    harness.bucket.remove(harness.keys.champion);
    current(2);
    let calls = 0;
    harness.bucket.beforeCall = async () => {
      if (calls++ !== moment) return;
      current(3);
      await promote('newer', 3);
    };
    await promote('old', 2).catch((error) => expect(error.name).toBe('StaleFenceError'));
    if (calls <= moment) current(3);
    if (calls <= moment) await promote('newer', 3);
    expect(harness.bucket.json(harness.keys.champion)).toMatchObject({ modelName: 'newer', fence: 3 });
  }
});
