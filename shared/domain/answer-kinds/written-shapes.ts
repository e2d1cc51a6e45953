import type { ImageSize } from '../shapes/image-size.ts';

/**
 * Shapes under this are candidates that most workers did not see. They stay in the label with their low confidence, as
 * Ground Truth keeps every single box, but marked, so that datasets and pre-labels leave them out.
 */
const PART_OF_LABEL = 0.5;
/** Candidates under this say nothing. */
export const LEAST_CANDIDATE = 0.01;

export const hundredths = (value: number) => Math.round(value * 100) / 100;

export const classNamesById = (ids: readonly number[], labels: readonly string[]) =>
  Object.fromEntries([...new Set(ids)].sort((a, b) => a - b).map((id) => [String(id), labels[id]!]));

/** The metadata of labels whose tasks began with an earlier label: whether any worker changed it. */
export function adjustmentStatus(answers: ReadonlyArray<{ adjusted?: boolean | undefined }>) {
  const adjusted = answers.flatMap((answer) => answer.adjusted ?? []);
  return adjusted.length > 0 && { 'adjustment-status': adjusted.includes(true) ? 'adjusted' : 'unadjusted' };
}

/**
 * A label of shapes, as Ground Truth lays it out: the image's size, the annotations, and their confidence at the same
 * places of the metadata. One worker alone says nothing of confidence: none is written.
 * @param shapes in the order in which they are written
 * @param annotationOf what of a shape is written beside its class
 * @param type as the metadata names it
 * @param more what else the metadata says
 */
export function writeShapes<Shape extends { label: string; confidence: number }>(
  shapes: readonly Shape[],
  answers: ReadonlyArray<{ size: ImageSize; adjusted?: boolean | undefined }>,
  { labels, calibrate }: { labels: readonly string[]; calibrate: (confidence: number) => number },
  { annotationOf, type, more }: { annotationOf: (shape: Shape) => object; type: string; more?: object },
) {
  const isAlone = answers.length === 1;
  const kept = shapes.filter(({ confidence }) => isAlone || confidence >= LEAST_CANDIDATE);
  const ids = kept.map(({ label }) => labels.indexOf(label));
  return {
    value: {
      image_size: commonSize(answers),
      annotations: kept.map((shape, at) => ({ class_id: ids[at]!, ...annotationOf(shape) })),
    },
    metadata: {
      objects: kept.map(({ confidence }) => (isAlone ? {} : objectMetadata(confidence, calibrate))),
      'class-map': classNamesById(ids, labels),
      ...more,
      type,
      ...adjustmentStatus(answers),
    },
  };
}

/** What the metadata says of a shape: its confidence, and whether most workers did not see it. */
export function objectMetadata(found: number, calibrate: (confidence: number) => number) {
  const confidence = Math.round(calibrate(found) * 1e4) / 1e4;
  return found >= PART_OF_LABEL ? { confidence } : { confidence, candidate: true };
}

/** The size that most workers' pages saw. */
function commonSize(answers: ReadonlyArray<{ size: ImageSize }>) {
  const votes = new Map<string, { size: ImageSize; count: number }>();
  for (const { size } of answers) {
    const key = `${size.width}x${size.height}`;
    votes.set(key, { size, count: (votes.get(key)?.count ?? 0) + 1 });
  }
  const [first] = [...votes.values()].sort((a, b) => b.count - a.count);
  return [{ width: first!.size.width, height: first!.size.height, depth: 3 }];
}
