import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';

/** Pixels. */
export const MOST_SIDE = 256;
const LEAST_SIDE = 128;

/**
 * Long side of the network's input, pixels: as people say, or as long as the longest image within 128 … 256. Enlarging
 * small images further makes each step dearer and teaches nothing (bench/README.md).
 */
export const inputSide = (images: readonly ImageSize[], given: number | 'auto'): number =>
  given === 'auto'
    ? Math.min(MOST_SIDE, Math.max(LEAST_SIDE, ...images.map(({ width, height }) => Math.max(width, height))))
    : given;
