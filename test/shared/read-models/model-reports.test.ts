import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler } from '../../../functions/score-model.ts';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { NO_TRAINING } from '../../../shared/domain/training/training-claim.ts';
import { readModelErrors, readModelReports } from '../../../shared/read-models/model-reports.ts';
import { box, TrainingHarness } from '../../training-harness.ts';

const HASH = 'c'.repeat(64);
const MODEL = 'birds-abc123-b000001-v1-f1r0a1';
const truth = Array.from({ length: 4 }, () => [box(0)]);
const place = { project: 'birds', modelName: MODEL, validationHash: HASH };

let harness: TrainingHarness;
beforeEach(async () => {
  harness = new TrainingHarness();
  harness.merge(8, truth);
  harness.bucket.put(harness.keys.trainingClaim, JSON.stringify({ ...NO_TRAINING, fence: 1 }));
  // Finds the owl of two images, calls it a duck on the third, and on the fourth sees one elsewhere.
  const seen = [box(0), box(0), box(1), { ...box(0), left: 60 }].map((found) => [{ ...found, confidence: 0.9 }]);
  const image_size = [{ width: 100, height: 100, depth: 3 }];
  harness.predict(
    HASH,
    MODEL,
    seen.map((annotations) => ({ image_size, annotations })),
  );
  const scored = { fence: 1, datasetVersion: 1, trainingJobName: MODEL, championModelName: null };
  await harness.call(handler, { ...harness.stepInput('one'), ...scored, modelName: MODEL, validationHash: HASH });
});
afterEach(() => harness.restore());

it('reports each model that the gate judged', async () => {
  const reports = await readModelReports(projectBucket(harness.bucket.name, 'birds'));
  expect(reports).toEqual([
    expect.objectContaining({
      modelName: MODEL,
      validationHash: HASH,
      datasetVersion: 1,
      decision: 'keep',
      images: 4,
    }),
  ]);
});

it('shows the images that it gets wrong, and what is wrong on them', async () => {
  const own = projectBucket(harness.bucket.name, 'birds');
  const { images, gains } = await readModelErrors(own, place, 10);
  expect(images.map(({ key, errors }) => ({ key, errors }))).toEqual([
    { key: harness.imageKey(3), errors: ['sees owl (0.90) where nobody marked anything', 'misses owl'] },
    { key: harness.imageKey(2), errors: ['sees duck (0.90) where people marked owl'] },
  ]);
  expect(images[1]).toMatchObject({
    width: 100,
    truth: [{ label: 'owl', left: 10 }],
    predictions: [{ label: 'duck' }],
  });
  expect(gains.label).toBeGreaterThan(0);
  expect((await readModelErrors(own, place, 1)).images).toHaveLength(1);
});
