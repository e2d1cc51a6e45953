import { findSize, findText, readText } from '../aws/s3.ts';
import { type DatasetHead, datasetHeadSchema, datasetSummarySchema } from '../contracts/dataset.ts';
import { type BoxAnnotation, boundingBoxLabelSchema, LABEL_ATTRIBUTE_NAME } from '../contracts/manifest-line.ts';
import { parse, parseJson } from '../contracts/parse.ts';
import { type Project, projectSchema } from '../contracts/project.ts';
import { type Champion, championSchema, type TrainingClaim, trainingClaimSchema } from '../contracts/training.ts';
import { judgeable, uncheckedLabels } from '../domain/batches/unchecked-labels.ts';
import { type ImageSize, parseDetections } from '../domain/models/detections.ts';
import type { ModelAnswers } from '../domain/models/evaluation.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { parseS3Uri } from '../domain/project/s3-uri.ts';
import { InvalidDocumentError, StaleFenceError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';

/** The project.json snapshot that a batch froze. @throws ObjectMissingError, InvalidDocumentError */
export async function readProject(bucket: string, configKey: string): Promise<Project> {
  return parseJson(projectSchema, (await readText(bucket, configKey)).text, configKey);
}

export const parseTrainingClaim = (text: string): TrainingClaim =>
  parseJson(trainingClaimSchema, text, 'training.json');
export const parseChampion = (text: string): Champion => parseJson(championSchema, text, 'champion.json');

/** champion.json; undefined when no model was ever promoted. */
export async function findChampion(bucket: string, project: string): Promise<Champion | undefined> {
  const stored = await findText(bucket, projectKeys(project).champion);
  return stored && parseChampion(stored.text);
}

/** Keys of the validation images that the champion was promoted on; none without a champion. */
export async function readPromotionImages(bucket: string, project: string): Promise<Set<string>> {
  const champion = await findChampion(bucket, project);
  if (!champion) return new Set();
  const { validationManifest } = await readDataset(bucket, project, champion.datasetVersion);
  const what = `the validation manifest of version ${champion.datasetVersion}`;
  return new Set(parseLabeledImages(validationManifest, what).map(({ key }) => key));
}

/** Whether the model was scored on this validation set before, so that its predictions are there. */
export async function isEvaluated(bucket: string, project: string, validationHash: string, modelName: string) {
  const folder = projectKeys(project).evaluationPrefix(validationHash, modelName);
  return (await findSize(bucket, `${folder}evaluation.json`)) !== undefined;
}

/** @throws StaleFenceError when a newer claim on training exists */
export async function requireCurrentFence(bucket: string, project: string, fence: number): Promise<void> {
  const claim = parseTrainingClaim((await readText(bucket, projectKeys(project).trainingClaim)).text);
  if (claim.fence !== fence)
    throw new StaleFenceError(
      `${project}: this execution trains under claim ${fence}, but claim ${claim.fence} (${claim.holder ?? 'released'}) is newer; it deploys`,
    );
}

/** dataset.json; undefined when nothing was ever merged. */
export async function findDatasetHead(bucket: string, project: string): Promise<DatasetHead | undefined> {
  const key = projectKeys(project).datasetHead;
  const stored = await findText(bucket, key);
  return stored && parseJson(datasetHeadSchema, stored.text, key);
}

/** Folder, labels and validation manifest of one dataset version. @throws ObjectMissingError, InvalidDocumentError */
export async function readDataset(bucket: string, project: string, datasetVersion: number) {
  const keys = projectKeys(project);
  const dataset = await findDatasetHead(bucket, project);
  const version = dataset?.versions.find((one) => one.datasetVersion === datasetVersion);
  if (!version)
    throw new InvalidDocumentError(
      `${keys.datasetHead} has no version ${datasetVersion}; its head is ${dataset?.head ?? 'missing'}`,
    );
  const summaryKey = keys.datasetSummary(version.folder);
  const [summary, manifest] = await Promise.all([
    readText(bucket, summaryKey),
    readText(bucket, keys.datasetManifest(version.folder, 'validation')),
  ]);
  const { labels, checked } = parseJson(datasetSummarySchema, summary.text, summaryKey);
  return { folder: version.folder, train: version.train, labels, checked, validationManifest: manifest.text };
}

/** One validation image and what people found on it. */
export interface LabeledImage {
  key: string;
  size: ImageSize;
  boxes: BoxAnnotation[];
  /** Ids of the labels that nobody looked for on it; boxes of these, which cannot be all, are left out. */
  unchecked: number[];
}

/** The lines of a dataset's manifest. @param labels order = class ids @throws InvalidDocumentError */
export function parseLabeledImages(manifest: string, what: string, labels: readonly string[] = []): LabeledImage[] {
  return manifest
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((text, index) => {
      const line = JSON.parse(text) as Record<string, unknown>;
      const label = parse(boundingBoxLabelSchema, line[LABEL_ATTRIBUTE_NAME], `${what}, line ${index + 1}`);
      const unchecked = uncheckedLabels(line[`${LABEL_ATTRIBUTE_NAME}-metadata`], labels);
      return {
        key: parseS3Uri(String(line['source-ref'])).key,
        size: label.image_size[0]!,
        boxes: judgeable(label.annotations, unchecked),
        unchecked,
      };
    });
}

const PARALLEL_READS = 16;

/**
 * What a transform job of the model wrote about each image, in the images' order, as far as somebody looked for it there.
 * @param folder key prefix of the answers
 * @throws ObjectMissingError when an answer is missing
 */
export async function readAnswers(
  bucket: string,
  folder: string,
  modelName: string,
  images: LabeledImage[],
): Promise<ModelAnswers> {
  const predictions = await inParallel(images, PARALLEL_READS, async ({ key, size, unchecked }) => {
    const answerKey = `${folder}${key.split('/').at(-1)}.out`;
    return judgeable(parseDetections((await readText(bucket, answerKey)).text, size, answerKey), unchecked);
  });
  return { modelName, predictions };
}
