import type { Proposals } from '../../../shared/contracts/proposals.ts';
import type { Size } from '../viewport.ts';
import type { NewBox } from './box-board.ts';
import { readBoxes, scaled } from './box-geometry.ts';

/**
 * What the answers to other images taught of this one, as boxes to judge; of classes that the task has.
 * @param image its natural size; suggestions made on another size are scaled
 */
export function suggestedBoxes(
  { suggestions = [], width, height }: Proposals,
  labels: readonly string[],
  image: Size,
): NewBox[] {
  const known = suggestions.filter(({ label }) => labels.includes(label));
  return readBoxes(
    known.map((each) => scaled(each, { width, height }, image)),
    image,
  ).map((box, suggestion) => ({ ...box, origin: 'suggested', suggestion }));
}
