import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/label-attributes.ts';
import {
  type BoundingBoxMetadata,
  type BoxAnnotation,
  boundingBoxLabelSchema,
  boundingBoxMetadataSchema,
} from '../../shared/contracts/manifest-line.ts';
import { parse } from '../../shared/contracts/parse.ts';
import { parseImageKey } from '../../shared/domain/bucket-keys.ts';
import { parseS3Uri } from '../../shared/domain/s3-uri.ts';
import { uncheckedLabels } from '../../shared/domain/unchecked-labels.ts';

/** A labeled image that may be sent back, as the dataset's line has it. */
export interface Candidate {
  sha256: string;
  imageKey: string;
  line: string;
  size: { width: number; height: number };
  boxes: BoxAnnotation[];
  confidences: number[];
  /** ISO 8601 without a zone. */
  createdAt: string;
  /** Ids of the labels that nobody looked for on it. */
  unchecked: number[];
}

/** @param labels order = class ids @throws InvalidDocumentError when the line holds no boxes */
export function readCandidate(line: string, labels: readonly string[]): Candidate {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const label = parse(boundingBoxLabelSchema, fields[LABEL_ATTRIBUTE_NAME], 'a dataset line');
  const metadata: BoundingBoxMetadata = parse(
    boundingBoxMetadataSchema,
    fields[`${LABEL_ATTRIBUTE_NAME}-metadata`],
    'a dataset line',
  );
  const { key } = parseS3Uri(String(fields['source-ref']));
  return {
    sha256: parseImageKey(key)!.sha256,
    imageKey: key,
    line,
    size: label.image_size[0]!,
    boxes: label.annotations,
    confidences: metadata.objects.flatMap(({ confidence }) => confidence ?? []),
    createdAt: metadata['creation-date'],
    unchecked: uncheckedLabels(fields[`${LABEL_ATTRIBUTE_NAME}-metadata`], labels),
  };
}
