import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/label-attributes.ts';
import { boundingBoxLabelSchema, boundingBoxMetadataSchema } from '../../shared/contracts/manifest-line.ts';
import { parse } from '../../shared/contracts/parse.ts';
import { bareRecord, type DatasetProblem, problemAt, type Shape } from '../../shared/domain/dataset/image-record.ts';
import { describeChanges } from '../dataset/merge.ts';
import { compareLabels, isChanged } from '../dataset/reports/compare-labels.ts';
import { importLine } from './import-line.ts';
import type { PlannedImage } from './plan-import.ts';

/** Lines of the newest dataset version by image. */
export type PresentLines = ReadonlyMap<string, string>;

/**
 * The images whose present label, if they have one, is not the very one that is brought; date and job do not count.
 * That an image has no line in the file says nothing against a label that it has.
 */
export function changedImages(
  images: readonly PlannedImage[],
  present: PresentLines,
  labels: readonly string[],
): PlannedImage[] {
  return images.filter((image) => {
    const line = present.get(image.image.sha256);
    if (line !== undefined && !image.isListed) return false;
    const brought = importLine(image, { bucket: '', labels, createdAt: '', jobName: '' });
    return line === undefined || substanceOf(line) !== substanceOf(brought);
  });
}

/** What of a line says something about the image. */
function substanceOf(line: string): string {
  const { label, metadata } = readLine(line);
  const boxes = label.annotations.map(({ class_id, left, top, width, height }) => [class_id, left, top, width, height]);
  const confidences = metadata.objects.map(({ confidence }) => confidence);
  return JSON.stringify([boxes, confidences, metadata['human-annotated'], metadata['checked-for']]);
}

/** The images whose present label says something else: the new one will count, and somebody may want to look. */
export function findConflicts(
  images: readonly PlannedImage[],
  present: PresentLines,
  labels: readonly string[],
  source: string,
): DatasetProblem[] {
  return images.flatMap(({ image, file, boxes }) => {
    const line = present.get(image.sha256);
    if (line === undefined) return [];
    const before = readLine(line).label.annotations.map(
      ({ class_id, ...box }): Shape => ({ ...box, label: labels[class_id] ?? String(class_id), confidence: undefined }),
    );
    const record = bareRecord(file.name, 'shapes');
    const changes = compareLabels({ ...record, shapes: before }, { ...record, shapes: [...boxes] });
    if (!isChanged(changes)) return [];
    const reason = `it was labeled before, differently (${describeChanges(changes)}); the new label counts`;
    return [problemAt(source)('noted', 'conflict', reason, file.name)];
  });
}

function readLine(line: string) {
  const fields = JSON.parse(line) as Record<string, Record<string, unknown>>;
  const metadata = fields[`${LABEL_ATTRIBUTE_NAME}-metadata`];
  return {
    label: parse(boundingBoxLabelSchema, fields[LABEL_ATTRIBUTE_NAME], 'a dataset line'),
    metadata: {
      ...parse(boundingBoxMetadataSchema, metadata, 'a dataset line'),
      'checked-for': metadata?.['checked-for'],
    },
  };
}
