import type { Project } from '../../contracts/project.ts';
import type { GateDecision, SmokeTest } from '../../contracts/training.ts';
import type { ScoreModelInput } from '../../contracts/workflow-state.ts';
import { parseLabeledImages, readAnswers, readPromotionImages } from '../../documents/labeled-images.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { findTrainingEvidence } from '../../documents/training-evidence.ts';
import { ENDPOINT_MAX_BYTES } from '../../domain/batches/limits.ts';
import { compareModels } from '../../domain/models/evaluation.ts';
import { findSmokeImage } from './smoke-image.ts';

/** What the gate is asked about, and what the endpoint will be asked. */
export interface ModelVerdict {
  decision: GateDecision;
  smokeTest: SmokeTest;
}

/** Scores challenger and champion on the same validation images by their boxes. */
export async function judgeBoxes(
  bucket: ProjectBucket,
  input: ScoreModelInput,
  { gate, validationFraction, endpoint }: Project,
  { validationManifest, labels }: { validationManifest: string; labels: readonly string[] },
): Promise<ModelVerdict> {
  const { validationHash, modelName, championModelName } = input;
  const what = `the validation manifest of version ${input.datasetVersion}`;
  const images = parseLabeledImages(validationManifest, what, labels);
  const folderOf = (model: string) => bucket.keys.evaluationPrefix(validationHash, model);
  const answersOf = (model: string) => readAnswers(bucket.name, folderOf(model), model, images, labels.length);
  const challenger = await answersOf(modelName);
  const champion = championModelName === null ? null : await answersOf(championModelName);
  const truth = images.map((image) => image.boxes);
  const known = champion && (await readPromotionImages(bucket));
  const isKnown = images.map(({ key }) => known?.has(key) ?? false);
  const evidence = {
    challenger: await findTrainingEvidence(bucket, input.trainingJobName),
    // A model bears the name of its training job.
    champion: champion ? await findTrainingEvidence(bucket, champion.modelName) : undefined,
  };
  const comparison = {
    validationHash,
    truth,
    labels,
    challenger,
    champion,
    isKnown,
    evidence,
    gate,
    validationFraction,
  };
  const limit = ENDPOINT_MAX_BYTES[endpoint.mode];
  return {
    decision: compareModels(comparison),
    smokeTest: await findSmokeImage(bucket.name, images, challenger.predictions, limit),
  };
}
