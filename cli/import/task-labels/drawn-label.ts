import type { Shape } from '../../../shared/domain/dataset/image-record.ts';
import type { UprightFile } from '../upright-file.ts';
import type { TaskLabel } from './task-label.ts';

/** How shapes become annotations. */
interface DrawnForm {
  image: UprightFile;
  labels: readonly string[];
  /** What an annotation holds beside its class id. */
  place(shape: Shape): object;
  type: string;
}

/**
 * The label of drawn shapes; what states no confidence has none.
 * @param given how many objects the source has: without one of them the label would say that nothing is there
 */
export function drawnLabel(
  shapes: Shape[],
  given: number,
  { image, labels, place, type }: DrawnForm,
): TaskLabel | undefined {
  if (shapes.length < given) return undefined;
  const ids = shapes.map(({ label }) => labels.indexOf(label));
  const used = [...new Set(ids)].sort((a, b) => a - b);
  return {
    value: {
      image_size: [{ width: image.width, height: image.height, depth: image.channels }],
      annotations: shapes.map((shape, at) => ({ class_id: ids[at], ...place(shape) })),
    },
    metadata: {
      objects: shapes.map(({ confidence }) => ({ confidence })),
      'class-map': Object.fromEntries(used.map((id) => [String(id), labels[id]])),
      type,
    },
    shapes,
    classes: [],
  };
}
