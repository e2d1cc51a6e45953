import { boundingBoxLabelSchema, LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import { parse } from '../../shared/contracts/parse.ts';
import { compareLabels, isChanged } from '../../shared/domain/dataset/compare-labels.ts';
import { bareRecord, type DatasetProblem, problemAt, type Shape } from '../../shared/domain/dataset/image-record.ts';
import { readHeadLines } from '../../shared/pipeline/dataset-version.ts';
import { describeChanges } from '../dataset/merge.ts';
import type { PlannedImage } from './plan-import.ts';

/** The images whose present label says something else: the new one will count, and somebody may want to look. */
export async function findConflicts(
  bucket: string,
  { project, labels }: { project: string; labels: readonly string[] },
  images: readonly PlannedImage[],
  source: string,
): Promise<DatasetProblem[]> {
  const present = await readHeadLines(bucket, project);
  return images.flatMap(({ image, file, boxes }) => {
    const line = present.get(image.sha256);
    if (line === undefined) return [];
    const { annotations } = parse(boundingBoxLabelSchema, JSON.parse(line)[LABEL_ATTRIBUTE_NAME], 'a dataset line');
    const before: Shape[] = annotations.map(({ class_id, ...box }) => ({
      ...box,
      label: labels[class_id] ?? String(class_id),
      confidence: undefined,
    }));
    const record = bareRecord(file.name, 'shapes');
    const changes = compareLabels({ ...record, shapes: before }, { ...record, shapes: [...boxes] });
    if (!isChanged(changes)) return [];
    const reason = `it was labeled before, differently (${describeChanges(changes)}); the new label counts`;
    return [problemAt(source)('noted', 'conflict', reason, file.name)];
  });
}
