import type { Proposals } from '../../../shared/contracts/proposals.ts';
import type { Point } from '../../../shared/domain/shapes/point.ts';
import type { Size } from '../viewport.ts';
import type { BoxBoard } from './box-board.ts';
import { type Box, holds, scaled } from './box-geometry.ts';

type Rectangle = Omit<Box, 'label'>;

/** People click at the middle of what they mean: so far off it, in shares of its sides (bench/proposals.ts). */
const DEVIATION = 0.2;
/** Candidates that overlap more than this are the same to a person. */
const SAME_OVERLAP = 0.85;

/** Turns a click inside of an object into its box: the likeliest proposal there, the next ones on demand. */
export class ProposalClick {
  #proposals: Array<Rectangle & { score: number }> = [];
  #board: BoxBoard;
  #clicked: { id: number; candidates: Rectangle[]; at: number } | undefined;

  constructor(board: BoxBoard) {
    this.#board = board;
  }

  get count(): number {
    return this.#proposals.length;
  }

  /** @param image its natural size; proposals made on another size are scaled */
  offer({ proposals, width, height }: Proposals, image: Size): void {
    this.#proposals = proposals.flatMap(({ score, ...rectangle }) => {
      const { label: _, ...placed } = scaled({ label: '', ...rectangle }, { width, height }, image);
      return placed.width > 0 && placed.height > 0 ? [{ ...placed, score }] : [];
    });
  }

  /** Adds the likeliest box around the point. False when no proposal holds it. */
  click(point: Point): boolean {
    const candidates = candidatesAt(this.#proposals, point);
    const [best] = candidates;
    if (!best) return false;
    this.#board.add({ label: this.#board.label, ...best, origin: 'clicked' });
    this.#clicked = { id: this.#board.selected!.id, candidates, at: 0 };
    return true;
  }

  /** The box that the last click gave, while it is the selected one and nobody has changed it. */
  get current(): { number: number; count: number } | undefined {
    const { selected } = this.#board;
    const clicked = this.#clicked;
    if (!clicked || selected?.id !== clicked.id || selected.origin !== 'clicked') return undefined;
    return { number: clicked.at + 1, count: clicked.candidates.length };
  }

  /** The next (1) or former (-1) candidate in its place. False when there is no box that a click just gave. */
  cycle(step: 1 | -1): boolean {
    if (!this.current) return false;
    const { id, candidates, at } = this.#clicked!;
    const next = (at + step + candidates.length) % candidates.length;
    this.#clicked!.at = next;
    this.#board.exchange(id, candidates[next]!);
    return true;
  }

  /** Takes the box of the last click away again. False when there is none. */
  takeBack(): boolean {
    if (!this.current) return false;
    this.#board.takeBack(this.#clicked!.id);
    this.#clicked = undefined;
    return true;
  }
}

/** Around the point, the likeliest first; of those that look alike, one. */
export function candidatesAt(
  proposals: ReadonlyArray<Rectangle & { score: number }>,
  point: Point,
  deviation = DEVIATION,
): Rectangle[] {
  const around = proposals
    .filter((box) => holds({ label: '', ...box }, point))
    .map((box) => ({ box, rank: box.score * Math.exp(-squaredOffset(box, point) / (2 * deviation ** 2)) }))
    .sort((a, b) => b.rank - a.rank);
  const chosen: Rectangle[] = [];
  for (const { box } of around) {
    const { score: _, ...rectangle } = box;
    if (chosen.every((other) => overlap(other, rectangle) <= SAME_OVERLAP)) chosen.push(rectangle);
  }
  return chosen;
}

/** How far the point is from the rectangle's middle, in shares of its sides, squared. */
const squaredOffset = ({ left, top, width, height }: Rectangle, { x, y }: Point) =>
  ((x - left) / width - 0.5) ** 2 + ((y - top) / height - 0.5) ** 2;

/** Intersection over union. */
function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a.width * a.height + b.width * b.height - shared);
}
