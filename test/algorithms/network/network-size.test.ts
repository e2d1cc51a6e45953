import { expect, it } from '@jest/globals';
import { networkSize } from '../../../algorithms/network/network-size.ts';

const auto = { width: 'auto', batchSize: 'auto' } as const;

it('takes half of the channels for few photographs seen through pretrained features, and what people ask for', () => {
  expect(networkSize(auto, 499, true)).toMatchObject({ width: 'half', widths: [16, 32, 64], batchSize: 8 });
  expect(networkSize(auto, 500, true)).toMatchObject({ width: 'full', widths: [32, 64, 128], batchSize: 16 });
  expect(networkSize(auto, 20, false)).toMatchObject({ width: 'full', batchSize: 16 });
  expect(networkSize({ width: 'full', batchSize: 4 }, 20, true)).toMatchObject({ width: 'full', batchSize: 4 });
});
