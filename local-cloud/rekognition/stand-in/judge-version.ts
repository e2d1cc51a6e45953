import { labelsOf } from '../../../shared/domain/dataset/image-record.ts';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import { inParallel } from '../../../shared/in-parallel.ts';
import type { ObjectAccess } from '../../sagemaker/container/object-access.ts';
import type { LabelEvaluation, StoredVersion } from '../custom-labels-store.ts';
import { type JudgedLabels, judgeLabeledBoxes, judgeLabeledClasses } from './evaluate-labels.ts';
import { labeledImages } from './labeled-images.ts';
import { boxesOf, classesOf } from './seen-labels.ts';
import { summaryPlace, versionFolder } from './version-folder.ts';

const PARALLEL_READS = 8;

/**
 * Judges a version on its test images, whose answers a batch transform has left, and writes the summary that
 * Rekognition leaves in the output bucket.
 * @param at ms since 1970
 */
export async function judgeVersion(
  objects: ObjectAccess,
  version: StoredVersion,
  at: number,
): Promise<LabelEvaluation> {
  const { bucket, prefix } = versionFolder(version);
  const read = async (key: string) => Buffer.from(await objects.read({ bucket, key })).toString();
  const records = await labeledImages((await read(`${prefix}test.manifest`)).split('\n'));
  const answers = await inParallel(records, PARALLEL_READS, ({ image }) =>
    read(`${prefix}answers/${parseS3Uri(image).key}.out`),
  );
  const { labels, kind } = version;
  const ids = new Map(labels.map((label, id) => [label, id]));
  const judged =
    kind === 'boxes'
      ? judgeLabeledBoxes({
          truth: records.map(({ shapes }) => shapes.map((shape) => ({ ...shape, class_id: ids.get(shape.label)! }))),
          predictions: answers.map((answer, image) => {
            const { width = 1, height = 1 } = records[image]!;
            return boxesOf(answer, { width, height });
          }),
          labels,
        })
      : judgeLabeledClasses(
          records.map((record) => [...labelsOf(record)].map((label) => ids.get(label)!)),
          answers.map(classesOf),
          labels,
        );
  await objects.write(summaryPlace(version), Buffer.from(JSON.stringify(summaryOf(version, judged, at))));
  return judged.evaluation;
}

const summaryOf = (
  { arn, trainImages, testImages, labels }: StoredVersion,
  { evaluation, perLabel }: JudgedLabels,
  at: number,
) => ({
  Version: 1,
  AggregatedEvaluationResults: {
    ...{ F1Score: evaluation.f1, Precision: evaluation.precision, Recall: evaluation.recall },
  },
  EvaluationDetails: {
    EvaluationEndTimestamp: new Date(at).toISOString(),
    Labels: labels,
    NumberOfTestingImages: testImages,
    NumberOfTrainingImages: trainImages,
    ProjectVersionArn: arn,
  },
  LabelEvaluationResults: perLabel.map(({ label, precision, recall, f1, threshold, truth }) => ({
    Label: label,
    Metrics: { F1Score: f1, Precision: precision, Recall: recall, Threshold: threshold },
    NumberOfTestingImages: truth,
  })),
});
