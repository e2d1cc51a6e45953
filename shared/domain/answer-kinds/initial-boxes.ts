import {
  boundingBoxLabelSchema,
  boundingBoxMetadataSchema,
  LABEL_ATTRIBUTE_NAME,
  PRE_LABEL_ATTRIBUTE_NAME,
} from '../../contracts/manifest-line.ts';
import type { BoundingBox } from '../shapes/bounding-box.ts';

/**
 * The boxes that workers start from, in the shape of `crowd-bounding-box`'s `initial-value`: the manifest line's label, which an
 * adjustment corrects, else its pre-labels, with names instead of class ids. Boxes whose class has no name are left out, because the element does not show them.
 * @param labels order = class ids; names that the line's own class map lacks
 * @returns undefined when the line has neither in a form that can be read
 */
export function initialBoxes(
  line: Record<string, unknown>,
  labels: readonly string[],
): Array<BoundingBox & { label: string }> | undefined {
  const attribute = LABEL_ATTRIBUTE_NAME in line ? LABEL_ATTRIBUTE_NAME : PRE_LABEL_ATTRIBUTE_NAME;
  const initial = boundingBoxLabelSchema.safeParse(line[attribute]);
  if (!initial.success) return undefined;
  const metadata = boundingBoxMetadataSchema.safeParse(line[`${attribute}-metadata`]);
  const classMap: Record<string, string> = metadata.success ? metadata.data['class-map'] : {};
  return initial.data.annotations.flatMap(({ class_id, left, top, width, height }) => {
    const label = classMap[String(class_id)] ?? labels[class_id];
    return label === undefined ? [] : { label, left, top, width, height };
  });
}
