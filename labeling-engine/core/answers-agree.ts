import { type BoundingBox, intersectionOverUnion } from '../../shared/domain/bounding-box.ts';
import { readWorkerAnswer, type WorkerAnswer } from '../../shared/domain/worker-answer.ts';

const SAME_BOX = 0.5;

/**
 * Whether two of the workers say the same of an object, so that a further one would hardly change its label. Masks and polygons never
 * agree: nobody paints the same twice.
 * @param forms the workers' forms as JSON
 */
export function twoAgree(forms: readonly string[], labels: readonly string[]): boolean {
  const answers = forms.flatMap((form) => readWorkerAnswer(form, labels).answer ?? []);
  return answers.some((one, index) => answers.slice(index + 1).some((other) => agree(one, other)));
}

function agree(one: WorkerAnswer, other: WorkerAnswer): boolean {
  if (one.kind === 'label' && other.kind === 'label') return one.label === other.label;
  if (one.kind === 'labels' && other.kind === 'labels')
    return new Set(one.labels).symmetricDifference(new Set(other.labels)).size === 0;
  return one.kind === 'boxes' && other.kind === 'boxes' && haveSameBoxes(one.boxes, other.boxes);
}

type Box = BoundingBox & { label: string };

/** Every box of either has its own counterpart of the same label in the other. */
function haveSameBoxes(boxes: readonly Box[], others: readonly Box[]): boolean {
  if (boxes.length !== others.length) return false;
  const left = new Set(others);
  return boxes.every((box) => {
    const match = [...left].find((other) => other.label === box.label && intersectionOverUnion(box, other) >= SAME_BOX);
    return match !== undefined && left.delete(match);
  });
}
