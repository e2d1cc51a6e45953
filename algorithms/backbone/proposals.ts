import type { Proposals } from '../../shared/contracts/proposals.ts';
import { clampToImage, intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';

/** Pixels of the square that the SSD was trained on. */
export const PROPOSAL_FRAME = 300;

/**
 * What the SSD answers to one image: of each predictor its side in cells, [anchors * 4, h, w] and [anchors * classes,
 * h, w].
 */
export interface PredictorOutput {
  side: number;
  boxes: Float32Array;
  classes: Float32Array;
}

interface Anchor {
  width: number;
  height: number;
}

/** Class 0 is the background. */
const CLASSES = 24;
/** As SSD codes boxes (Liu et al. 2016, TensorFlow's object detection API): offsets by 10, logarithms of sizes by 5. */
const OFFSET_SCALE = 10;
const SIZE_SCALE = 5;
const SMALLEST = 0.2;
const LARGEST = 0.95;

const LEAST_SCORE = 0.02;
const MAXIMUM_PROPOSALS = 100;

export interface Agreement {
  /** The likelier one of two boxes that overlap by more than this stays. */
  maximumOverlap: number;
  /** Candidates that overlap so much speak of the same object. */
  sameObject: number;
}

/** Picked on photographs of raccoons, see bench/README.md. */
const AGREEMENT: Agreement = { maximumOverlap: 0.65, sameObject: 0.6 };

/** The shares of the image's sides that predictor `index` of `count` starts from. */
function anchorsOf(index: number, count: number): Anchor[] {
  const scale = (level: number) => (level === count ? 1 : SMALLEST + ((LARGEST - SMALLEST) * level) / (count - 1));
  const own = scale(index);
  const shapes =
    index === 0
      ? [
          [0.1, 1],
          [own, 2],
          [own, 0.5],
        ]
      : [
          [own, 1],
          [own, 2],
          [own, 0.5],
          [own, 3],
          [own, 1 / 3],
          [Math.sqrt(own * scale(index + 1)), 1],
        ];
  return shapes.map(([size, ratio]) => ({ width: size! * Math.sqrt(ratio!), height: size! / Math.sqrt(ratio!) }));
}

/**
 * Boxes that may hold an object of whatever class, best first, at most a hundred: each anchor's best class says how
 * likely; of two that overlap much the likelier one stays, with the edges that the candidates around it agree on.
 * @param size of the upright image, pixels: the boxes' coordinates
 */
export function decodeProposals(
  predictors: readonly PredictorOutput[],
  size: { width: number; height: number },
  { maximumOverlap, sameObject } = AGREEMENT,
): Proposals {
  const candidates = predictors.flatMap((predictor, index) =>
    anchorsOf(index, predictors.length).flatMap((anchor, place) => candidatesOf(predictor, anchor, place, size)),
  );
  const proposals: Proposals['proposals'] = [];
  for (const candidate of candidates.sort((a, b) => b.score - a.score)) {
    if (proposals.length === MAXIMUM_PROPOSALS) break;
    if (proposals.every((kept) => intersectionOverUnion(kept, candidate) <= maximumOverlap)) proposals.push(candidate);
  }
  return { proposals: proposals.map((kept) => agreedBox(kept, candidates, sameObject)), ...size };
}

type Proposal = Proposals['proposals'][number];

/** The mean of all candidates that speak of the same object, each weighted by its score. */
function agreedBox(kept: Proposal, candidates: readonly Proposal[], sameObject: number): Proposal {
  const same = candidates.filter((candidate) => intersectionOverUnion(kept, candidate) >= sameObject);
  const total = same.reduce((sum, { score }) => sum + score, 0);
  const mean = (edge: (box: Proposal) => number) => same.reduce((sum, box) => sum + box.score * edge(box), 0) / total;
  const left = mean((box) => box.left);
  const top = mean((box) => box.top);
  const width = mean((box) => box.left + box.width) - left;
  const height = mean((box) => box.top + box.height) - top;
  return { left, top, width, height, score: kept.score };
}

function candidatesOf(
  { side, boxes, classes }: PredictorOutput,
  anchor: Anchor,
  place: number,
  { width, height }: { width: number; height: number },
): Proposals['proposals'] {
  const cells = side * side;
  return Array.from({ length: cells }, (_, cell) => cell).flatMap((cell) => {
    let best = -Infinity;
    for (let label = 1; label < CLASSES; label++)
      best = Math.max(best, classes[(place * CLASSES + label) * cells + cell]!);
    const score = 1 / (1 + Math.exp(-best));
    if (score < LEAST_SCORE) return [];
    const code = (number: number) => boxes[(place * 4 + number) * cells + cell]!;
    const centerX = ((cell % side) + 0.5) / side + (code(1) / OFFSET_SCALE) * anchor.width;
    const centerY = (Math.floor(cell / side) + 0.5) / side + (code(0) / OFFSET_SCALE) * anchor.height;
    const wide = anchor.width * Math.exp(code(3) / SIZE_SCALE);
    const high = anchor.height * Math.exp(code(2) / SIZE_SCALE);
    const box = clampToImage(
      {
        left: (centerX - wide / 2) * width,
        top: (centerY - high / 2) * height,
        width: wide * width,
        height: high * height,
      },
      width,
      height,
    );
    return box ? [{ ...box, score }] : [];
  });
}
