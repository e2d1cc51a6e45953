import { DEFAULT_WIDTHS, HALF_WIDTHS, type Widths } from './network.ts';

/** What people may say of a network's size; `auto`: see `networkSize`. */
export interface NetworkChoice {
  width: 'auto' | 'half' | 'full';
  batchSize: number | 'auto';
}

/**
 * Few photographs do not fill a network: with pretrained features half of its channels and small batches teach as much
 * from them in a quarter of the time, and more in the same (measured up to 292 of them, bench/README.md).
 */
const ENOUGH_FOR_FULL = 500;
const BATCH = { half: 8, full: 16 };

/** Channels and images a step: what people gave, or, where they said `auto`, as so many images deserve. */
export function networkSize(
  { width, batchSize }: NetworkChoice,
  images: number,
  isPretrained: boolean,
): { width: 'half' | 'full'; widths: Widths; batchSize: number } {
  const chosen = width !== 'auto' ? width : isPretrained && images < ENOUGH_FOR_FULL ? 'half' : 'full';
  return {
    width: chosen,
    widths: chosen === 'half' ? HALF_WIDTHS : DEFAULT_WIDTHS,
    batchSize: batchSize === 'auto' ? BATCH[chosen] : batchSize,
  };
}
