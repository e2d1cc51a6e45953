import type { Prediction } from '../../../shared/contracts/training.ts';
import { clampToImage, intersectionOverUnion } from '../../../shared/domain/shapes/bounding-box.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { OUTPUT_STRIDE } from '../../network/network.ts';
import { DISTANCE_UNIT } from './network.ts';

export interface DecodingOptions {
  /** Less confident boxes are left out. */
  minimumConfidence: number;
  /** When two boxes of one label overlap by more than this IoU, the less confident one is left out. */
  maximumOverlap: number;
  maximumBoxes: number;
}

/** Keeps exp() finite whatever an untrained network says; 8 * e^5 is 1187 pixels. */
const MAXIMUM_LOGARITHM = 5;

/**
 * Boxes from the network's `peaks` [labels, h, w] and `distances` [4, h, w], most confident first.
 * @param placed the size of the image inside the frame
 * @param original the size of the upright image: the boxes' coordinates
 */
export function decode(
  output: { peaks: Float32Array; distances: Float32Array },
  frame: ImageSize,
  placed: ImageSize,
  original: ImageSize,
  options: DecodingOptions,
): Prediction[] {
  const columns = frame.width / OUTPUT_STRIDE;
  const cells = columns * (frame.height / OUTPUT_STRIDE);
  const scaleX = original.width / placed.width;
  const scaleY = original.height / placed.height;
  const candidates: Prediction[] = [];
  output.peaks.forEach((confidence, index) => {
    if (confidence < options.minimumConfidence) return;
    const cell = index % cells;
    const distance = (side: number) =>
      DISTANCE_UNIT * Math.exp(Math.min(MAXIMUM_LOGARITHM, output.distances[side * cells + cell]!));
    const x = ((cell % columns) + 0.5) * OUTPUT_STRIDE;
    const y = (Math.floor(cell / columns) + 0.5) * OUTPUT_STRIDE;
    const box = clampToImage(
      {
        left: (x - distance(0)) * scaleX,
        top: (y - distance(1)) * scaleY,
        width: (distance(0) + distance(2)) * scaleX,
        height: (distance(1) + distance(3)) * scaleY,
      },
      original.width,
      original.height,
    );
    if (box) candidates.push({ class_id: Math.floor(index / cells), ...box, confidence });
  });
  return suppress(
    candidates.sort((a, b) => b.confidence - a.confidence),
    options,
  );
}

function suppress(candidates: readonly Prediction[], { maximumOverlap, maximumBoxes }: DecodingOptions): Prediction[] {
  const kept: Prediction[] = [];
  for (const candidate of candidates) {
    if (kept.length === maximumBoxes) break;
    const rival = kept.some(
      (box) => box.class_id === candidate.class_id && intersectionOverUnion(box, candidate) > maximumOverlap,
    );
    if (!rival) kept.push(candidate);
  }
  return kept;
}
