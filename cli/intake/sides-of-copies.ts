import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';

type Side = LedgerRecord['split'];

/** A larger share of a project's images that all look alike would empty one side. */
const LARGEST_GROUP = 0.1;
const ALWAYS_TOGETHER = 3;

/** Knows which images or texts are nearly the same. */
export interface Resemblance {
  /** The likest first. */
  copiesOf(id: string): ReadonlyArray<{ id: string }>;
}

/** An image that shows the same picture as another one. */
export interface NearCopy {
  id: string;
  of: string;
  /** Both are on one side of the dataset now. */
  together: boolean;
}

/**
 * Puts images on the side of their near-copies, so that no model is measured on what it learnt: those that may still
 * move follow the likest one that came before.
 * @param ids the new images, in order
 * @param sides of all images; changed
 * @param mayMove whether nobody has labeled or is labeling the image
 */
export function joinCopies(
  looks: Resemblance,
  ids: readonly string[],
  sides: Map<string, Side>,
  mayMove: (id: string) => boolean,
): NearCopy[] {
  const before = new Set([...sides.keys()].filter((id) => !ids.includes(id)));
  const found: NearCopy[] = [];
  for (const id of ids) {
    const copies = looks.copiesOf(id);
    const first = copies.find((copy) => before.has(copy.id));
    before.add(id);
    if (!first) continue;
    const isCrowd = copies.length + 1 > Math.max(ALWAYS_TOGETHER, LARGEST_GROUP * sides.size);
    const side = sides.get(first.id)!;
    if (sides.get(id) !== side && !isCrowd && mayMove(id)) sides.set(id, side);
    found.push({ id, of: first.id, together: sides.get(id) === side });
  }
  return found;
}
