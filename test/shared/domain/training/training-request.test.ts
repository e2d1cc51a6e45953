import { expect, it } from '@jest/globals';
import { volumeSize } from '../../../../shared/domain/training/training-request.ts';

it('gives a training the room that its images need, and never more than SageMaker has', () => {
  expect([0, 1e9, 100e9, 1e15].map(volumeSize)).toEqual([20, 22, 170, 16_384]);
});
