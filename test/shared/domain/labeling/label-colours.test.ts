import { expect, it } from '@jest/globals';
import { labelColour } from '../../../../shared/domain/labeling/label-colours.ts';

it('gives each of 64 labels a colour of its own, none of them the white of the background', () => {
  const colours = Array.from({ length: 64 }, (_, index) => labelColour(index));
  expect(colours.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
  expect(new Set([...colours, '#ffffff']).size).toBe(65);
});
