import { LABEL_ATTRIBUTE_NAME } from '../../../shared/contracts/manifest-line.ts';
import { TextBytes } from '../../../shared/domain/dataset/bytes/text-bytes.ts';
import { type ClassMap, sortedClassMap } from '../../../shared/domain/dataset/class-map.ts';
import { writeManifestLine } from '../../../shared/domain/dataset/formats/ground-truth/ground-truth-writer.ts';
import { labeledRecords } from '../../../shared/domain/dataset/formats/ground-truth/rekognition-datasets.ts';
import { type ImageRecord, labelsOf } from '../../../shared/domain/dataset/image-record.ts';
import type { StoredVersion } from '../custom-labels-store.ts';

type Kind = StoredVersion['kind'];

/** What a training of the stand-in learns from. */
export interface LearnedLabels {
  kind: Kind;
  classes: ClassMap;
}

/** The labeled images of a dataset's lines. */
export const labeledImages = (lines: readonly string[]): Promise<ImageRecord[]> => labeledRecords(lines.join('\n'));

/**
 * What is to be learned of them: boxes where an image has some, else one class for each image, or several.
 * @throws Error in Rekognition's words for what it trains nothing on
 */
export function whatToLearn(train: readonly ImageRecord[]): LearnedLabels {
  const classes = sortedClassMap(train.flatMap((record) => [...labelsOf(record)]));
  const hasBoxes = train.some(({ kind }) => kind === 'shapes');
  if (hasBoxes && train.some(({ kind }) => kind !== 'shapes'))
    throw new Error('ERROR_NO_LABEL_ATTRIBUTES: boxes and classes of whole images are in one dataset');
  const isOneEach = train.every((record) => record.classes.length === 1);
  const least = hasBoxes ? 1 : 2;
  if (classes.labels.length < least)
    throw new Error(`ERROR_MANIFEST_TOO_FEW_LABELS: ${classes.labels.length} labels; at least ${least} are needed`);
  return { classes, kind: hasBoxes ? 'boxes' : isOneEach ? 'class' : 'classes' };
}

/** Only what the training knows of: labels that the train images do not have cannot be tested. */
export const testable = (test: readonly ImageRecord[], { kind, classes }: LearnedLabels): ImageRecord[] =>
  test
    .filter((record) => (kind === 'boxes') === (record.kind === 'shapes'))
    .map((record) => ({
      ...record,
      shapes: record.shapes.filter(({ label }) => classes.ids.has(label)),
      classes: record.classes.filter(({ label }) => classes.ids.has(label)),
    }))
    .filter((record) => kind !== 'class' || record.classes.length === 1);

/** An image as labelloop's own algorithms read it: one attribute, ids of the training's classes. */
export function ownLine(record: ImageRecord, image: string, { kind, classes }: LearnedLabels): string {
  const own: ImageRecord = { ...record, image, ...(kind === 'classes' && { kind: 'classes' }) };
  delete own.extra;
  delete own.split;
  const options = { classes, attribute: LABEL_ATTRIBUTE_NAME, createdAt: '', jobName: '', imagePrefix: '' };
  return Buffer.from(writeManifestLine(new TextBytes(), own, options).take()).toString();
}
