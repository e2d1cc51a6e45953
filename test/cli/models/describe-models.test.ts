import { expect, it } from '@jest/globals';
import { describeErrors, describeModels } from '../../../cli/models/describe-models.ts';
import type { ModelReport } from '../../../shared/contracts/model-report.ts';

const model: ModelReport = {
  modelName: 'birds-abc123-b000002-v2-f2r0a1',
  validationHash: 'c0ffee',
  datasetVersion: 2,
  images: 22,
  metric: 'mAP50',
  score: 0.91,
  others: { mAP5095: 0.6 },
  perLabel: { robin: { score: 0.82, truth: 40 }, wren: { score: null, truth: 0 } },
  errors: { missed: 4, location: 0, label: 1, background: 7 },
  decision: 'deploy',
  reason: '.91 against .88',
  difference: null,
  scoredAt: '2026-01-01T12:00:00.000Z',
};

it('tells of each model whether it serves, served before, was kept back, or failed after the gate', () => {
  const kept = { ...model, modelName: 'birds-abc123-b000003-v3-f3r0a1', decision: 'keep' as const };
  const fell = { ...model, modelName: 'birds-abc123-b000004-v4-f4r0a1' };
  const old = { ...model, modelName: 'birds-abc123-b000001-v1-f1r0a1' };
  const lines = describeModels([fell, kept, model, old], model.modelName, [old.modelName]);
  expect(lines.map((line) => /(kept back|serves|served before|did not serve)/.exec(line)?.[1])).toEqual([
    'did not serve',
    'kept back',
    'serves',
    'served before',
  ]);
});

it('names the costliest kind of error first, and none that did not happen', () => {
  const gains = { missed: 0.05, location: 0, label: 0.01, background: 0.02 };
  const text = describeErrors(model, { gains, curves: [], confusion: null, images: [] }).join('\n');
  const order = ['objects it does not see', 'boxes where nobody', 'wrong label'].map((words) => text.indexOf(words));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  expect(text).not.toContain('loose boxes');
  expect(text).toContain('mAP@.5 would be +0.050');
  expect(text).toMatch(/wren +AP@\.5 +– +0 objects/);
});

it('says what more labels would bring, and what quick models say where validation images are few', () => {
  const learningCurve = {
    metric: 'mAP50',
    points: [
      { images: 12, score: 0.61 },
      { images: 23, score: 0.74 },
    ],
    judgedOn: 31,
    gain: { mean: 0.08, low: 0.01, high: 0.14 },
  };
  const crossValidation = {
    folds: 4,
    challenger: { version: 1, ...model, images: 31 },
    interval: { low: 0.7, high: 0.9 },
  } as const;
  const text = describeErrors(
    { ...model, learningCurve, crossValidation },
    { gains: { missed: 0, location: 0, label: 0, background: 0 }, curves: [], confusion: null, images: [] },
  ).join('\n');
  expect(text).toContain(
    'quick models like it: 0.910 on all 31 labeled images, each judged by one that did not see it (95 %: 0.700 to 0.900)',
  );
  expect(text).toContain(
    '0.61 from 12, 0.74 from 23 labeled images (judged on 31 that they did not see): twice the labels would give about +0.08 (95 %: +0.01 to +0.14)',
  );
});

it('blames too few images for misses before it blames the objects, and names the label to add', () => {
  const gains = { missed: 0.05, location: 0, label: 0, background: 0 };
  const advice = (images: number) =>
    describeErrors({ ...model, images }, { gains, curves: [], confusion: null, images: [] }).join('\n');
  expect(advice(5)).toContain('5 validation images are few: label 20 more images next, those with wren first');
  expect(advice(500)).toContain('label more images like these, those with wren first');
});

it('says who let a model serve although the gate did not, and why', () => {
  const deployedAnyway = { version: 1 as const, by: 'ana', reason: 'a first look', at: '2026-01-02T00:00:00.000Z' };
  const [line] = describeModels([{ ...model, decision: 'keep', deployedAnyway }], model.modelName, []);
  expect(line).toContain('deployed anyway by ana on 2026-01-02T00:00:00.000Z: a first look');
});
