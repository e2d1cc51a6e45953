import type { Label } from './label-task.ts';

/** A list, each entry with its label, as the pre-annotation hook hands it over. */
export const INITIAL_SHAPES = '{{ task.input.initialValue | to_json | escape }}';

interface DrawnMetadata {
  objects: Array<{ candidate?: boolean | undefined }>;
}

/** The label without the shapes that consolidation marks as candidates: those that most workers did not see. */
export function withoutCandidates(
  value: { annotations: unknown[] },
  { objects }: DrawnMetadata,
  metadata: unknown,
): Label {
  const isAgreed = (_: unknown, index: number) => objects[index]?.candidate !== true;
  return {
    value: { ...value, annotations: value.annotations.filter(isAgreed) },
    metadata: { ...(metadata as object), objects: objects.filter(isAgreed) },
  };
}

export const idsOfShapes = ({ annotations }: { annotations: Array<{ class_id: number }> }) =>
  annotations.map(({ class_id }) => class_id);
