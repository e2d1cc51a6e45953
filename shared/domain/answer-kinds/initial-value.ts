import type { InitialValue } from './answer-kind.ts';
import type { AnswerKindName } from './answer-kinds.ts';
import { initialBoxes } from './boxes.ts';
import { initialEntities } from './entities.ts';
import { initialInstances } from './instances.ts';
import { initialKeypoints } from './keypoints.ts';
import { initialLines } from './lines.ts';
import { initialMask } from './mask.ts';
import { initialPolygons } from './polygons.ts';

/** Classes are chosen anew. */
const NOTHING: InitialValue = () => undefined;

/** In the order in which a line's label is tried. A kind without a row does not compile. */
const INITIAL_VALUES: Readonly<Record<AnswerKindName, InitialValue>> = {
  boxes: initialBoxes,
  polygons: initialPolygons,
  keypoints: initialKeypoints,
  lines: initialLines,
  mask: initialMask,
  instances: initialInstances,
  label: NOTHING,
  labels: NOTHING,
  entities: initialEntities,
  // The page has them read from the label's file, as it has the frames.
  tracks: NOTHING,
};

/**
 * What workers start from: the manifest line's label, which an adjustment corrects, else its pre-label, in the shape of
 * the element's `initial-value`.
 * @param labels order = class ids
 * @returns undefined when the line has neither in a form that can be read
 */
export function initialValueOf(line: Record<string, unknown>, labels: readonly string[]): unknown {
  for (const initial of Object.values(INITIAL_VALUES)) {
    const value = initial(line, labels);
    if (value !== undefined) return value;
  }
  return undefined;
}
