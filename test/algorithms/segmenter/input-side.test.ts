import { expect, it } from '@jest/globals';
import { inputSide } from '../../../algorithms/segmenter/input-side.ts';

const square = (side: number) => ({ width: side, height: side });

it('is as long as the longest image, small ones enlarged a little and photographs shrunk, or as people say', () => {
  expect(inputSide([square(96), square(40)], 'auto')).toBe(128);
  expect(inputSide([square(96), { width: 120, height: 200 }], 'auto')).toBe(200);
  expect(inputSide([square(96), { width: 4000, height: 3000 }], 'auto')).toBe(256);
  expect(inputSide([square(96)], 512)).toBe(512);
});
