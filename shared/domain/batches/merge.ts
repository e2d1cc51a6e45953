import type { DatasetSummary } from '../../contracts/dataset.ts';
import { TEXT_REFERENCE_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { type ManifestLine, manifestLineSchema, referenceOf } from '../../contracts/manifest-line.ts';
import { parseJson } from '../../contracts/parse.ts';
import { InvalidDocumentError } from '../../errors.ts';
import type { Label, LabelTask } from '../answer-kinds/tasks/label-task.ts';
import { isByMachine } from '../labeling/by-machine.ts';
import { parseImageKey } from '../project/bucket-keys.ts';
import { parseS3Uri } from '../project/s3-uri.ts';
import { uncheckedLabels } from './unchecked-labels.ts';

/** How a labeling job's labels are read. */
export interface OutcomeReading {
  task: LabelTask;
  /**
   * What the workers could choose from. It goes with each line that does not say it itself: an image says nothing of a
   * class added later.
   */
  labels: readonly string[];
  /** What each label's metadata says of the project (`LabelTask.describes`). */
  description?: object | undefined;
  /** The attribute that the job wrote. */
  attribute: string;
}

/** What a labeling job says of one image: the dataset's line, or why there is none. */
export type LabelOutcome = { line: string } | { failure: string };

const imageOf = (line: ManifestLine) => parseImageKey(referenceOf(line))?.sha256;

const metadataKey = (attribute: string) => `${attribute}-metadata`;

function outcomeOf(
  line: ManifestLine,
  { task, labels, description, attribute }: OutcomeReading,
  what: string,
): LabelOutcome {
  const value = line[attribute];
  const metadata = line[metadataKey(attribute)];
  if (value === undefined) {
    const reason = (metadata as { 'failure-reason'?: unknown } | undefined)?.['failure-reason'];
    return { failure: typeof reason === 'string' ? reason : 'nobody labeled it' };
  }
  try {
    const label = task.read({ value, metadata }, what);
    const kept = {
      ...sourceOf(line),
      [task.attribute]: label.value,
      [metadataKey(task.attribute)]: {
        'checked-for': labels,
        ...label.metadata,
        ...description,
        ...(attribute !== task.attribute && adjustedJob(line, task)),
      },
    };
    return { line: JSON.stringify(kept) };
  } catch (error) {
    if (error instanceof InvalidDocumentError) return { failure: error.message };
    throw error;
  }
}

/** What the line is about. */
const sourceOf = (line: ManifestLine): ManifestLine =>
  line.source === undefined
    ? { 'source-ref': line['source-ref'] }
    : { source: line.source, [TEXT_REFERENCE_ATTRIBUTE_NAME]: referenceOf(line) };

/** The job whose label an adjustment began with. */
function adjustedJob(line: ManifestLine, { attribute }: LabelTask) {
  const before = (line[metadataKey(attribute)] as { 'job-name'?: unknown } | undefined)?.['job-name'];
  return typeof before === 'string' ? { 'adjusted-from': before } : {};
}

/**
 * Reads a labeling job's output manifest. A line is labeled only if it has the label attribute: failed lines have its
 * metadata alone, unlabeled ones neither. One broken line (a job that failed may leave one) costs one label, not all.
 * @param images SHA-256 of the batch's images; lines of other images are ignored, images without a readable line have
 *   failed
 * @param what the manifest's name for messages
 */
export function readOutcomes(
  manifest: string,
  images: readonly string[],
  reading: OutcomeReading,
  what: string,
): Map<string, LabelOutcome> {
  const outcomes = new Map<string, LabelOutcome>(
    images.map((image) => [image, { failure: 'the labeling job left no readable line for it' }]),
  );
  for (const [index, text] of manifest.split('\n').entries()) {
    const line = readManifestLine(text);
    const image = line && imageOf(line);
    if (image && outcomes.has(image)) outcomes.set(image, outcomeOf(line, reading, `${what}, line ${index + 1}`));
  }
  return outcomes;
}

/** A line of an output manifest; undefined for one that is broken: a job that failed may leave it. */
export function readManifestLine(text: string): ManifestLine | undefined {
  try {
    return parseJson(manifestLineSchema, text, 'a line');
  } catch (error) {
    if (error instanceof InvalidDocumentError) return undefined;
    throw error;
  }
}

/** Lines of a dataset's manifest by image. */
export type Segment = Map<string, string>;

/** The lines of a manifest that we wrote. */
export function readSegment(manifest: string): Segment {
  const lines = manifest.split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [imageOf(JSON.parse(line))!, line]));
}

/**
 * One side of the next version: the present lines without the batch's images, and the batch's labeled ones; sorted by
 * image.
 */
export function replaceSegment(present: Segment, batchImages: readonly string[], labeled: Segment): Segment {
  const next = new Map(present);
  for (const image of batchImages) next.delete(image);
  for (const [image, line] of labeled) next.set(image, line);
  return new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keys of the images, in the lines' order. */
export const segmentImages = (segment: Segment) =>
  [...segment.values()].map((line) => parseS3Uri(referenceOf(JSON.parse(line))).key);

/** How many of the lines are not in the present version as they are. */
export const countNew = (labeled: Segment, ...present: Segment[]) =>
  [...labeled].filter(([image, line]) => present.every((segment) => segment.get(image) !== line)).length;

export const segmentText = (segment: Segment) => [...segment.values()].map((line) => `${line}\n`).join('');

/** The lines of images on which somebody looked for every label. */
export const checkedLines = (segment: Segment, task: LabelTask, labels: readonly string[]): Segment =>
  new Map([...segment].filter(([, line]) => uncheckedLabels(readLabel(line, task).metadata, labels).length === 0));

/** Counts of a dataset version. */
export function summarize(
  { batchId, task, labels }: { batchId: string; task: LabelTask; labels: readonly string[] },
  train: Segment,
  validation: Segment,
): DatasetSummary {
  const dataset = [...train.values(), ...validation.values()].map((line) => readLabel(line, task));
  const uncheckedPerLabel: Record<string, number> = {};
  for (const { metadata } of dataset)
    for (const id of uncheckedLabels(metadata, labels))
      uncheckedPerLabel[labels[id]!] = (uncheckedPerLabel[labels[id]!] ?? 0) + 1;
  const sizeOfChecked = (segment: Segment) => checkedLines(segment, task, labels).size;
  const machineAnnotated = dataset.filter(({ metadata }) => isByMachine(metadata)).length;
  return {
    version: 1,
    batchId,
    labels: [...labels],
    train: train.size,
    validation: validation.size,
    ...task.count(dataset, labels),
    humanAnnotated: dataset.length - machineAnnotated,
    machineAnnotated,
    ...(Object.keys(uncheckedPerLabel).length > 0 && {
      checked: { train: sizeOfChecked(train), validation: sizeOfChecked(validation) },
      uncheckedPerLabel,
    }),
  };
}

/** The label of a line that we wrote. */
function readLabel(text: string, { attribute }: LabelTask): Label & { metadata: { 'human-annotated'?: unknown } } {
  const line = JSON.parse(text);
  return { value: line[attribute], metadata: line[metadataKey(attribute)] };
}
