import { findText } from '../aws/s3.ts';
import type { ChampionComparison, ComparedImage, ModelReport } from '../contracts/model-report.ts';
import { parseJson } from '../contracts/parse.ts';
import { gateDecisionSchema } from '../contracts/training.ts';
import { readDataset } from '../documents/dataset-head.ts';
import { parseLabeledImages, readAnswers } from '../documents/labeled-images.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { datasetVersionOf } from '../domain/project/names.ts';
import { judgedImage } from './model-reports.ts';

/**
 * A model against the champion that the gate held it against, on the same validation images.
 * @param shown how many images at most, those first on which they differ most
 * @returns null where there was no champion, or where models find no boxes
 * @throws ObjectMissingError where an answer or the dataset version is gone
 */
export async function readModelComparison(
  bucket: ProjectBucket,
  { modelName, validationHash }: Pick<ModelReport, 'modelName' | 'validationHash'>,
  shown: number,
): Promise<ChampionComparison | null> {
  const folderOf = (name: string) => bucket.keys.evaluationPrefix(validationHash, name);
  const key = `${folderOf(modelName)}decision.json`;
  const stored = await findText(bucket.name, key);
  const champion = stored && parseJson(gateDecisionSchema, stored.text, key).champion?.modelName;
  if (!champion) return null;
  const { labels, validationManifest, taskType } = await readDataset(bucket, datasetVersionOf(modelName));
  if (taskType !== 'bounding-box') return null;
  const images = parseLabeledImages(validationManifest, 'the validation manifest', labels);
  const answersOf = async (name: string) =>
    (await readAnswers(bucket.name, folderOf(name), name, images, labels.length)).predictions;
  const [own, others] = await Promise.all([answersOf(modelName), answersOf(champion)]);
  const compared = images.map((image, index): ComparedImage => {
    const { errors, predictions, ...rest } = judgedImage(image, own[index]!, labels);
    const before = judgedImage(image, others[index]!, labels);
    return {
      ...rest,
      challenger: { errors, predictions },
      champion: { errors: before.errors, predictions: before.predictions },
    };
  });
  const won = ({ challenger, champion: before }: ComparedImage) => before.errors.length - challenger.errors.length;
  const differing = compared.filter((image) => won(image) !== 0);
  return {
    champion,
    better: compared.filter((image) => won(image) > 0).length,
    same: compared.length - differing.length,
    worse: compared.filter((image) => won(image) < 0).length,
    images: differing.sort((a, b) => Math.abs(won(b)) - Math.abs(won(a))).slice(0, shown),
  };
}
