import { findSize, readObject, readText } from '../aws/s3.ts';
import { type BoxAnnotation, boundingBoxLabelSchema, LABEL_ATTRIBUTE_NAME } from '../contracts/manifest-line.ts';
import { parse } from '../contracts/parse.ts';
import { judgeable, uncheckedLabels } from '../domain/batches/unchecked-labels.ts';
import { answerText } from '../domain/models/answered-mask.ts';
import { parseDetections } from '../domain/models/detections.ts';
import type { ModelAnswers } from '../domain/models/evaluation.ts';
import type { ModelKind } from '../domain/models/model-kind.ts';
import { parseS3Uri } from '../domain/project/s3-uri.ts';
import type { ImageSize } from '../domain/shapes/image-size.ts';
import { pngCodec } from '../handler/png-codec.ts';
import { inParallel } from '../in-parallel.ts';
import { findChampion } from './champion.ts';
import { readDataset } from './dataset-head.ts';
import type { ProjectBucket } from './project-bucket.ts';

/** Whether the model was scored on this validation set before, so that its predictions are there. */
export async function isEvaluated(bucket: ProjectBucket, validationHash: string, modelName: string) {
  const folder = bucket.keys.evaluationPrefix(validationHash, modelName);
  return (await findSize(bucket.name, `${folder}evaluation.json`)) !== undefined;
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
 * What a transform job of the model wrote about each image, in the images' order, as far as somebody looked for it
 * there.
 * @param folder key prefix of the answers
 * @param labels how many classes the project has
 * @throws ObjectMissingError when an answer is missing, ModelAnswerError for one that is none
 */
export async function readAnswers(
  bucket: string,
  folder: string,
  modelName: string,
  images: LabeledImage[],
  labels: number,
): Promise<ModelAnswers> {
  const predictions = await inParallel(images, PARALLEL_READS, async ({ key, size, unchecked }) => {
    const answerKey = `${folder}${key.split('/').at(-1)}.out`;
    return judgeable(parseDetections((await readText(bucket, answerKey)).text, size, answerKey, labels), unchecked);
  });
  return { modelName, predictions };
}

/** Keys of the validation images that the champion was promoted on; none without a champion. */
export async function readPromotionImages(bucket: ProjectBucket): Promise<Set<string>> {
  const champion = await findChampion(bucket);
  if (!champion) return new Set();
  const { validationManifest } = await readDataset(bucket, champion.datasetVersion);
  return new Set(parseLines(validationManifest).map(keyOf));
}

type Line = Readonly<Record<string, unknown>>;

/** The lines of a dataset's manifest, which labelloop wrote itself. */
export const parseLines = (manifest: string): Line[] =>
  manifest
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((text) => JSON.parse(text) as Line);

/** Key of a line's image. */
export const keyOf = (line: Line): string => parseS3Uri(String(line['source-ref'])).key;

/** Where a transform job wrote its answer about the line's image. */
export const answerKeyOf = (folder: string, line: Line): string => `${folder}${keyOf(line).split('/').at(-1)}.out`;

/**
 * Holds what a transform job of the model wrote about each image against the image's label, in the lines' order.
 * @param folder key prefix of the answers
 * @throws ObjectMissingError when an answer or a mask is missing, ModelAnswerError for an answer that is none
 */
export const judgeAnswers = <Judged>(
  bucket: string,
  folder: string,
  lines: readonly Line[],
  kind: ModelKind<Judged>,
  labels: readonly string[],
): Promise<Judged[]> =>
  inParallel(lines, PARALLEL_READS, async (line) => {
    const answerKey = answerKeyOf(folder, line);
    const readBytes = async (uri: string) => (await readObject(bucket, parseS3Uri(uri).key)).bytes;
    const { bytes } = await readObject(bucket, answerKey);
    return kind.judge(line, answerText(bytes, labels, pngCodec), answerKey, {
      labels,
      codec: pngCodec,
      readBytes,
    });
  });
