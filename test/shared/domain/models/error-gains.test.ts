import { describe, expect, it } from '@jest/globals';
import type { BoxAnnotation } from '../../../../shared/contracts/manifest-line.ts';
import type { Prediction } from '../../../../shared/contracts/training.ts';
import { findErrors } from '../../../../shared/domain/models/detection-errors.ts';
import { errorGains } from '../../../../shared/domain/models/error-gains.ts';

const box = (left: number, class_id = 0): BoxAnnotation => ({ class_id, left, top: 0, width: 10, height: 10 });
const guess = (left: number, confidence: number, class_id = 0): Prediction => ({ ...box(left, class_id), confidence });
const labels = ['cat', 'dog'];
const gainsOf = (truth: BoxAnnotation[], predictions: Prediction[]) =>
  errorGains({ truth: [truth], predictions: [predictions], labels });

describe('errorGains', () => {
  it('is 0 throughout where nothing is wrong', () => {
    expect(gainsOf([box(0)], [guess(0, 0.9)])).toEqual({ missed: 0, location: 0, label: 0, background: 0 });
  });

  it('gives back what the one kind of error cost', () => {
    const half = 51 / 101;
    expect(gainsOf([box(0), box(50)], [guess(0, 0.9)])).toMatchObject({ missed: 1 - half, location: 0 });
    expect(gainsOf([box(0), box(50)], [guess(0, 0.9), guess(56, 0.8)])).toMatchObject({
      missed: 0,
      location: 1 - half,
    });
    expect(gainsOf([box(0), box(50, 1)], [guess(0, 0.9), guess(50, 0.8)])).toMatchObject({ label: 0.5, background: 0 });
    expect(gainsOf([box(0)], [guess(90, 0.9), guess(0, 0.8)])).toMatchObject({ background: 0.5, label: 0 });
  });

  it('leaves what the model itself hardly believes alone', () => {
    expect(gainsOf([box(0)], [guess(90, 0.2), guess(0, 0.1)])).toMatchObject({ background: 0 });
  });
});

it('an error names the box of the model, of the people, or both', () => {
  const [left, right, dog] = [box(0), box(50), box(100, 1)];
  const [shifted, cat, ghost] = [guess(56, 0.8), guess(100, 0.7), guess(300, 0.6)];
  expect(findErrors([left, right, dog], [shifted, cat, ghost])).toEqual([
    { kind: 'location', truth: right, prediction: shifted },
    { kind: 'label', truth: dog, prediction: cat },
    { kind: 'background', prediction: ghost },
    { kind: 'missed', truth: left },
  ]);
});
