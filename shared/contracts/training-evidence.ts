import * as z from 'zod/mini';
import { predictionSchema } from './detection-response.ts';
import { learningCurveSchema } from './learning-curve.ts';
import { boxAnnotationSchema } from './manifest-line.ts';

/**
 * `evidence.json` in a training job's `output.tar.gz`: what the algorithm can say of its models beside the model
 * itself. Quick models, smaller than the real one, stand for it.
 */
export const trainingEvidenceSchema = z.strictObject({
  version: z.literal(1),
  /**
   * Each labeled image with the answer of a quick model that did not see it; null where the validation images are
   * enough.
   */
  crossValidation: z.nullable(
    z.strictObject({
      folds: z.int(),
      /** `image` is the file's name; boxes as far as somebody looked for their labels. */
      images: z.array(
        z.strictObject({
          image: z.string(),
          boxes: z.array(boxAnnotationSchema),
          predictions: z.array(predictionSchema),
        }),
      ),
    }),
  ),
  learningCurve: z.nullable(learningCurveSchema),
});
export type TrainingEvidence = z.infer<typeof trainingEvidenceSchema>;
export type CrossValidation = NonNullable<TrainingEvidence['crossValidation']>;

/** Its name in the archive. */
export const EVIDENCE_FILE = 'evidence.json';
