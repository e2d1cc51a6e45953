import { LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { polygonLabelSchema } from '../../contracts/label-values.ts';

/** As `crowd-polygon` takes it in `initial-value`. */
export interface InitialPolygon {
  label: string;
  vertices: Array<{ x: number; y: number }>;
}

/**
 * The polygons that workers correct: the manifest line's label, with names instead of class ids. Further rings of an object are
 * left out, because the element has none.
 * @param labels order = class ids
 * @returns undefined when the line has no polygons
 */
export function initialPolygons(
  line: Record<string, unknown>,
  labels: readonly string[],
): InitialPolygon[] | undefined {
  const initial = polygonLabelSchema.safeParse(line[LABEL_ATTRIBUTE_NAME]);
  if (!initial.success) return undefined;
  return initial.data.annotations.flatMap(({ class_id, vertices }) => {
    const label = labels[class_id];
    return label === undefined ? [] : { label, vertices };
  });
}
