import { expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { championSchema, evaluationSchema } from '../../../shared/contracts/training.ts';

it('reads scores that were written when every model found boxes', () => {
  const place = { version: 1, modelName: 'm', validationHash: 'h', images: 3 };
  const errors = { missed: 1, location: 0, label: 0, background: 0 };
  const older = { ...place, map50: 0.9, map5095: 0.6, perLabel: { owl: { ap50: null, truth: 0 } }, errors };
  expect(z.parse(evaluationSchema, older)).toEqual({
    ...place,
    metric: 'mAP50',
    score: 0.9,
    others: { mAP5095: 0.6 },
    perLabel: { owl: { score: null, truth: 0 } },
    errors,
  });
});

it('reads the champion of that time, and writes it as those of today', () => {
  const names = { version: 1, writerId: 'w', fence: 2, modelName: 'm', trainingJobName: 'm', datasetVersion: 1 };
  const served = { ...names, endpointName: 'e', endpointConfigName: 'm', promotedAt: '2026-11-30T00:00:00Z' };
  const read = z.parse(championSchema, { ...served, map50: 0.9, map5095: 0.6 });
  expect(read).toEqual({ ...served, metric: 'mAP50', score: 0.9, others: { mAP5095: 0.6 } });
  expect(z.parse(championSchema, read)).toEqual(read);
});
