import { findObject, listFolders } from '../aws/s3.ts';
import type { ModelErrors, ModelImage, ModelReport, ShownBox } from '../contracts/model-report.ts';
import { parseJson } from '../contracts/parse.ts';
import { isTrained } from '../contracts/trained-tasks.ts';
import { gateDecisionSchema, type Prediction } from '../contracts/training.ts';
import { findDeployedAnyway } from '../documents/champion.ts';
import { readDataset } from '../documents/dataset-head.ts';
import {
  judgeAnswers,
  keyOf,
  type LabeledImage,
  parseLabeledImages,
  parseLines,
  readAnswers,
} from '../documents/labeled-images.ts';
import { readRecords } from '../documents/ledger.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { confusionOfBoxes, confusionOfClasses } from '../domain/models/confusion.ts';
import { type DetectionError, ERROR_CONFIDENCE, findErrors } from '../domain/models/detection-errors.ts';
import { errorGains } from '../domain/models/error-gains.ts';
import { type KindTask, MODEL_KINDS } from '../domain/models/model-kinds.ts';
import { precisionRecall } from '../domain/models/precision-by-recall.ts';
import { datasetVersionOf } from '../domain/project/names.ts';
import { UnsupportedError } from '../errors.ts';

/** Every model that the gate has judged, newest first. */
export async function readModelReports(bucket: ProjectBucket): Promise<ModelReport[]> {
  const { evaluationsPrefix, evaluationPrefix } = bucket.keys;
  const reports: ModelReport[] = [];
  for (const validationHash of await listFolders(bucket.name, evaluationsPrefix))
    for (const model of await listFolders(bucket.name, `${evaluationsPrefix}${validationHash}/`)) {
      const key = `${evaluationPrefix(validationHash, model)}decision.json`;
      const stored = await findObject(bucket.name, key);
      if (!stored) continue;
      const { challenger, decision, reason, difference, crossValidation, learningCurve, training } = parseJson(
        gateDecisionSchema,
        Buffer.from(stored.bytes).toString(),
        key,
      );
      const { version: _, ...evaluation } = challenger;
      const judged = { decision, reason, difference, scoredAt: stored.lastModified.toISOString() };
      const told = {
        ...(crossValidation && { crossValidation }),
        ...(learningCurve && { learningCurve }),
        ...(training && { training }),
      };
      const deployedAnyway = await findDeployedAnyway(bucket, model);
      const anyway = deployedAnyway && { deployedAnyway };
      reports.push({ ...evaluation, datasetVersion: datasetVersionOf(model), ...judged, ...told, ...anyway });
    }
  return reports.sort((a, b) => (a.scoredAt < b.scoredAt ? 1 : -1));
}

/**
 * What a judged model gets wrong on its validation images.
 * @param shown how many images at most, those with the most errors first
 * @throws ObjectMissingError where an answer or the dataset version is gone
 */
export async function readModelErrors(
  bucket: ProjectBucket,
  { modelName, validationHash }: Pick<ModelReport, 'modelName' | 'validationHash'>,
  shown: number,
): Promise<ModelErrors> {
  const { labels, validationManifest, taskType } = await readDataset(bucket, datasetVersionOf(modelName));
  if (!isTrained(taskType)) throw new UnsupportedError(`no model of ${taskType} is judged`);
  if (taskType !== 'bounding-box') {
    const dataset = { labels, validationManifest, taskType };
    return readKindErrors(bucket, { modelName, validationHash }, dataset, shown);
  }
  const images = parseLabeledImages(validationManifest, 'the validation manifest', labels);
  const folder = bucket.keys.evaluationPrefix(validationHash, modelName);
  const { predictions } = await readAnswers(bucket.name, folder, modelName, images, labels.length);
  const judged = images.map((image, index) => judgedImage(image, predictions[index]!, labels));
  const worst = judged.filter(({ errors }) => errors.length > 0).sort((a, b) => b.errors.length - a.errors.length);
  const set = { truth: images.map(({ boxes }) => boxes), predictions, labels };
  return {
    gains: errorGains(set),
    curves: precisionRecall(set),
    confusion: confusionOfBoxes(set),
    images: worst.slice(0, shown),
  };
}

/** One image with what is wrong with a model's boxes on it. */
export function judgedImage(
  { key, size, boxes }: LabeledImage,
  predictions: readonly Prediction[],
  labels: readonly string[],
): ModelImage {
  const labelOf = (id: number) => labels[id] ?? `class ${id}`;
  const show = <Box extends Omit<ShownBox, 'label'> & { class_id: number }>({ class_id, ...box }: Box) => ({
    ...box,
    label: labelOf(class_id),
  });
  const confident = predictions.filter(({ confidence }) => confidence >= ERROR_CONFIDENCE);
  const errors = findErrors(boxes, confident).sort((a, b) => surprise(b) - surprise(a));
  return {
    key,
    width: size.width,
    height: size.height,
    truth: boxes.map(show),
    predictions: confident.map(show),
    errors: errors.map((error) => describe(error, labelOf)),
  };
}

/** Classes are shown as frames around the whole image. */
async function readKindErrors(
  bucket: ProjectBucket,
  { modelName, validationHash }: Pick<ModelReport, 'modelName' | 'validationHash'>,
  { labels, validationManifest, taskType }: { labels: string[]; validationManifest: string; taskType: KindTask },
  shown: number,
): Promise<ModelErrors> {
  const kind = MODEL_KINDS[taskType];
  const lines = parseLines(validationManifest);
  const folder = bucket.keys.evaluationPrefix(validationHash, modelName);
  const judged = await judgeAnswers(bucket.name, folder, lines, kind, labels);
  const answers = judged.map((image, index) => ({ key: keyOf(lines[index]!), ...kind.describe(image, labels) }));
  const worst = answers.filter(({ errors }) => errors.length > 0).sort((a, b) => b.errors.length - a.errors.length);
  const records = await readRecords(
    bucket,
    worst.slice(0, shown).map(({ key }) => imageOf(key)),
  );
  const sizes = new Map(records.map((record) => [record.sha256, record]));
  return {
    gains: kind.gains(judged, labels),
    curves: [],
    confusion:
      taskType === 'image-classification'
        ? confusionOfClasses(
            answers.map(({ truth, predictions }): [string, string] => [truth[0] ?? '', surest(predictions)]),
            labels,
          )
        : null,
    images: worst.slice(0, shown).map(({ key, truth, predictions, errors }): ModelImage => {
      const { width = 1, height = 1 } = sizes.get(imageOf(key)) ?? {};
      const whole = { left: 0, top: 0, width, height };
      return {
        key,
        width,
        height,
        truth: truth.map((label) => ({ label, ...whole })),
        predictions: predictions.map((prediction) => ({ ...prediction, ...whole })),
        errors,
      };
    }),
  };
}

/** An image's id in its key. */
const imageOf = (key: string) => key.split('/').at(-1)!.split('.')[0]!;

const surest = (predictions: ReadonlyArray<{ label: string; confidence: number }>) =>
  predictions.toSorted((a, b) => b.confidence - a.confidence)[0]?.label ?? '';

/** A sure wrong prediction tells most: it may be the label that is wrong. */
const surprise = (error: DetectionError) => ('prediction' in error ? error.prediction.confidence : 0);

function describe(error: DetectionError, labelOf: (id: number) => string): string {
  if (error.kind === 'missed') return `misses ${labelOf(error.truth.class_id)}`;
  const seen = `${labelOf(error.prediction.class_id)} (${error.prediction.confidence.toFixed(2)})`;
  if (error.kind === 'background') return `sees ${seen} where nobody marked anything`;
  return error.kind === 'label'
    ? `sees ${seen} where people marked ${labelOf(error.truth.class_id)}`
    : `boxes ${seen} badly`;
}
