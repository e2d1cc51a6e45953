import type { Proposal, Proposals, Suggestion } from '../../shared/contracts/proposals.ts';
import { type BoundingBox, clampToImage, intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';

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
/** Below it a box of a known class is more often wrong than right, see bench/README.md. */
const LEAST_CONFIDENCE = 0.4;
const OBJECTS = Array.from({ length: CLASSES - 1 }, (_, index) => index + 1);

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
 * likely.
 * @param size of the upright image, pixels: the boxes' coordinates
 */
export function decodeProposals(
  predictors: readonly PredictorOutput[],
  size: ImageSize,
  agreement = AGREEMENT,
): Proposals {
  return { proposals: decodeBoxes(predictors, OBJECTS, size, agreement), ...size };
}

/**
 * Boxes of classes that the network was taught, the surest first; of two that overlap much the surer one stays.
 * @param labels the project's, by the number of the class, see `knownClasses`
 * @param size of the upright image, pixels: the boxes' coordinates
 */
export function decodeSuggestions(
  predictors: readonly PredictorOutput[],
  labels: ReadonlyMap<number, string>,
  size: ImageSize,
): Suggestion[] {
  const found = [...labels].flatMap(([id, label]) =>
    decodeBoxes(predictors, [id], size, AGREEMENT)
      .filter(({ score }) => score >= LEAST_CONFIDENCE)
      .map(({ score, ...box }) => ({ label, ...box, confidence: score })),
  );
  return apart(
    found.sort((a, b) => b.confidence - a.confidence),
    AGREEMENT.maximumOverlap,
  );
}

/** Keeps the likelier one of two that overlap much, with the edges that the candidates around it agree on. */
function decodeBoxes(
  predictors: readonly PredictorOutput[],
  classes: readonly number[],
  size: ImageSize,
  { maximumOverlap, sameObject }: Agreement,
): Proposal[] {
  const candidates = predictors
    .flatMap((predictor, index) =>
      anchorsOf(index, predictors.length).flatMap((anchor, place) =>
        candidatesOf(predictor, classes, anchor, place, size),
      ),
    )
    .sort((a, b) => b.score - a.score);
  return apart(candidates, maximumOverlap).map((kept) => agreedBox(kept, candidates, sameObject));
}

/** The first hundred of which no two overlap by more. */
function apart<Box extends BoundingBox>(boxes: readonly Box[], maximumOverlap: number): Box[] {
  const kept: Box[] = [];
  for (const box of boxes) {
    if (kept.length === MAXIMUM_PROPOSALS) break;
    if (kept.every((other) => intersectionOverUnion(other, box) <= maximumOverlap)) kept.push(box);
  }
  return kept;
}

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
  wanted: readonly number[],
  anchor: Anchor,
  place: number,
  { width, height }: ImageSize,
): Proposal[] {
  const cells = side * side;
  return Array.from({ length: cells }, (_, cell) => cell).flatMap((cell) => {
    let best = -Infinity;
    for (const id of wanted) best = Math.max(best, classes[(place * CLASSES + id) * cells + cell]!);
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
