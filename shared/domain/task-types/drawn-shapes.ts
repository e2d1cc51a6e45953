import { ClassCounts } from './class-counts.ts';
import type { Label } from './label-task.ts';

interface DrawnLabel<Shape> {
  annotations: Shape[];
}

interface DrawnMetadata {
  objects: Array<{ candidate?: boolean | undefined }>;
}

/** The label without the shapes that consolidation marks as candidates: those that most workers did not see. */
export function withoutCandidates<Shape, Value extends DrawnLabel<Shape>>(
  value: Value & DrawnLabel<Shape>,
  { objects }: DrawnMetadata,
  metadata: unknown,
): Label {
  const isAgreed = (_: unknown, index: number) => objects[index]?.candidate !== true;
  return {
    value: { ...value, annotations: value.annotations.filter(isAgreed) },
    metadata: { ...(metadata as object), objects: objects.filter(isAgreed) },
  };
}

/** How many shapes of each class there are, and on how many images none. */
export function countShapes(dataset: Iterable<DrawnLabel<{ class_id: number }>>, labels: readonly string[]) {
  const perLabel = new ClassCounts(labels);
  let without = 0;
  for (const { annotations } of dataset) {
    if (annotations.length === 0) without++;
    for (const { class_id } of annotations) perLabel.add(class_id);
  }
  return { perLabel: perLabel.toObject(), without };
}
