/** `<attr>-metadata` as far as it says what the annotators looked for. */
interface CheckedMetadata {
  'checked-for'?: unknown;
}

/**
 * Ids of the labels that nobody looked for on the image: where one is not drawn, nothing is known. None when the line
 * does not say: then all were looked for.
 * @param metadata `<attr>-metadata` of the line
 * @param labels order = class ids
 */
export function uncheckedLabels(metadata: unknown, labels: readonly string[]): number[] {
  const checked = (metadata as CheckedMetadata | undefined)?.['checked-for'];
  if (!Array.isArray(checked)) return [];
  return labels.flatMap((label, id) => (checked.includes(label) ? [] : [id]));
}

/** The boxes, drawn or predicted, that can be held against others of the image: of labels that somebody looked for. */
export const judgeable = <Box extends { class_id: number }>(
  boxes: readonly Box[],
  unchecked: readonly number[],
): Box[] => boxes.filter(({ class_id }) => !unchecked.includes(class_id));
