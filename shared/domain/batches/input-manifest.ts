import { TEXT_REFERENCE_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import { type ManifestLine, PRE_LABEL_ATTRIBUTE_NAME } from '../../contracts/manifest-line.ts';
import type { Prediction } from '../../contracts/training.ts';
import { PEOPLE_ONLY_ATTRIBUTE } from '../labeling/labeling-tags.ts';
import { s3Uri } from '../project/s3-uri.ts';
import { MANIFEST_ATTRIBUTE_MAX_CHARACTERS } from './limits.ts';

/** Below this a wrong box costs a worker more than a missing one. */
const MINIMUM_CONFIDENCE = 0.5;

/** What the champion says of one image; `createdAt` in ISO 8601. */
export type PreLabel = { createdAt: string } & (
  | {
      predictions: readonly Prediction[];
      /** Order = class ids. */
      labels: readonly string[];
    }
  /** Attributes of a line as `preLabelOf` made them. */
  | { attributes: Readonly<Record<string, unknown>> }
);

/** What the metadata of every pre-label says of where it is from. */
export const machineMade = (createdAt: string) => ({
  'human-annotated': 'no',
  'creation-date': createdAt.replace(/Z$/, ''),
  'job-name': 'labelloop-pre-labels',
});

/** Lower confidences go first when the boxes do not fit into one attribute of a manifest line. */
function fittingBoxes(predictions: readonly Prediction[], labels: readonly string[]): Prediction[] {
  const boxes = predictions
    .filter(({ class_id, confidence }) => confidence >= MINIMUM_CONFIDENCE && class_id in labels)
    .sort((a, b) => b.confidence - a.confidence);
  while (JSON.stringify(boxes).length > MANIFEST_ATTRIBUTE_MAX_CHARACTERS)
    boxes.length = Math.floor(boxes.length * 0.9);
  return boxes;
}

/** The attribute from which workers start and its metadata, in the shape of a machine-made label. */
function preLabelAttributes(record: LedgerRecord, preLabel: PreLabel) {
  if ('attributes' in preLabel) return preLabel.attributes;
  const { predictions, labels, createdAt } = preLabel;
  const boxes = fittingBoxes(predictions, labels);
  const used = [...new Set(boxes.map(({ class_id }) => class_id))].sort((a, b) => a - b);
  return {
    [PRE_LABEL_ATTRIBUTE_NAME]: {
      image_size: [{ width: record.width, height: record.height, depth: record.channels }],
      annotations: boxes.map(({ class_id, left, top, width, height }) => ({ class_id, left, top, width, height })),
    },
    [`${PRE_LABEL_ATTRIBUTE_NAME}-metadata`]: {
      objects: boxes.map(({ confidence }) => ({ confidence })),
      'class-map': Object.fromEntries(used.map((id) => [String(id), labels[id]])),
      type: 'groundtruth/object-detection',
      ...machineMade(createdAt),
    },
  };
}

/** A text's line of input.manifest: the text itself, and which object it is kept as. */
export const textLine = (bucket: string, record: LedgerRecord, text: string): ManifestLine => ({
  source: text,
  [TEXT_REFERENCE_ATTRIBUTE_NAME]: s3Uri(bucket, record.imageKey),
});

/**
 * An image's line of input.manifest.
 * @param preLabel ignored for validation images: labels that start from the champion's boxes would favour the champion
 * @param isAutomatic a machine may label the batch: its validation images are people's alone
 */
export function inputLine(
  bucket: string,
  record: LedgerRecord,
  preLabel: PreLabel | undefined,
  isAutomatic = false,
): ManifestLine {
  const line = {
    'source-ref': s3Uri(bucket, record.imageKey),
    ...(isAutomatic && record.split === 'validation' && { [PEOPLE_ONLY_ATTRIBUTE]: true }),
  };
  if (!preLabel || record.split !== 'train') return line;
  return { ...line, ...preLabelAttributes(record, preLabel) };
}
