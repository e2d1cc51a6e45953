import {
  boundingBoxLabelSchema,
  boundingBoxMetadataSchema,
  PRE_LABEL_ATTRIBUTE_NAME,
} from '../contracts/manifest-line.ts';
import type { BoundingBox } from './bounding-box.ts';

/**
 * The boxes that workers start from, in the shape of `crowd-bounding-box`'s `initial-value`: the manifest line's pre-labels with
 * names instead of class ids. Boxes whose class has no name are left out, because the element does not show them.
 * @param labels order = class ids; names that the line's own class map lacks
 * @returns undefined when the line has no pre-labels that can be read
 */
export function initialBoxes(
  line: Record<string, unknown>,
  labels: readonly string[],
): Array<BoundingBox & { label: string }> | undefined {
  const preLabels = boundingBoxLabelSchema.safeParse(line[PRE_LABEL_ATTRIBUTE_NAME]);
  if (!preLabels.success) return undefined;
  const metadata = boundingBoxMetadataSchema.safeParse(line[`${PRE_LABEL_ATTRIBUTE_NAME}-metadata`]);
  const classMap: Record<string, string> = metadata.success ? metadata.data['class-map'] : {};
  return preLabels.data.annotations.flatMap(({ class_id, left, top, width, height }) => {
    const label = classMap[String(class_id)] ?? labels[class_id];
    return label === undefined ? [] : { label, left, top, width, height };
  });
}
