import { expect, it } from '@jest/globals';
import { addAgreement, f1, NO_AGREEMENT } from '../../../cli/loop/box-agreement.ts';

const box = (label: string, left: number) => ({ label, left, top: 0, width: 10, height: 10 });

it('a box counts once, for its own label, from IoU .5 on', () => {
  const truth = [box('a', 0), box('a', 100)];
  const drawn = [box('a', 1), box('a', 2), box('b', 100), box('a', 107)];
  const sum = addAgreement(NO_AGREEMENT, drawn, truth);
  expect(sum).toEqual({ matched: 1, drawn: 4, truth: 2 });
  expect(f1(sum)).toBeCloseTo(2 / 6);
});

it('an empty image that is left empty is right', () => {
  expect(f1(addAgreement(NO_AGREEMENT, [], []))).toBe(1);
});
