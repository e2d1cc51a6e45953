import type { DetectionResponse } from '../../shared/contracts/training.ts';

/** Class, confidence and corners as shares of the image. */
function normalisedRows({ image_size: [size], annotations }: DetectionResponse) {
  const { width, height } = size!;
  return {
    prediction: annotations.map((box) => [
      box.class_id,
      box.confidence,
      box.left / width,
      box.top / height,
      (box.left + box.width) / width,
      (box.top + box.height) / height,
    ]),
  };
}

/** Pixels, like the annotations that training reads. */
const scoredAnnotations = ({ image_size, annotations }: DetectionResponse) => ({
  image_size,
  annotations: annotations.map(({ class_id, confidence, left, top, width, height }) => ({
    class_id,
    score: confidence,
    left,
    top,
    width,
    height,
  })),
});

/**
 * The built-in algorithm's answer (SageMaker developer guide, object-detection-in-formats): rows by default, pixels for
 * `Accept: application/json;annotation=1`.
 */
export const builtInAnswer = (detected: DetectionResponse, accept: string) =>
  /;\s*annotation\s*=\s*1\b/.test(accept) ? scoredAnnotations(detected) : normalisedRows(detected);
