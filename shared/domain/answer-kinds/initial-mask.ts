import { LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { maskLabelSchema, maskMetadataSchema } from '../../contracts/label-values.ts';

/** As `crowd-semantic-segmentation` takes it in `initial-value`, once `src` can be fetched. */
export interface InitialMask {
  labelMappings: Record<string, { color: string }>;
  /** S3 URI. */
  src: string;
}

/**
 * The mask that workers correct: the manifest line's label.
 * @param labels classes that the job knows; pixels of others become background
 * @returns undefined when the line has no mask
 */
export function initialMask(line: Record<string, unknown>, labels: readonly string[]): InitialMask | undefined {
  const src = maskLabelSchema.safeParse(line[LABEL_REFERENCE_ATTRIBUTE_NAME]);
  const metadata = maskMetadataSchema.safeParse(line[`${LABEL_REFERENCE_ATTRIBUTE_NAME}-metadata`]);
  if (!src.success || !metadata.success) return undefined;
  const mappings = Object.values(metadata.data['internal-color-map']).flatMap((colour) =>
    labels.includes(colour['class-name']) ? [[colour['class-name'], { color: colour['hex-color'] }]] : [],
  );
  return { labelMappings: Object.fromEntries(mappings), src: src.data };
}
