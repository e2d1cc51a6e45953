import type { DatasetHead } from '../../contracts/dataset.ts';
import { projectKeys } from '../project/bucket-keys.ts';
import { s3Uri } from '../project/s3-uri.ts';

/** Why projects of other task types end with their dataset, for people. */
export const LABELS_ONLY = 'labelloop trains bounding boxes only';

/** What comes of a batch instead of a training, for people. */
export function labelsOnlyReason(bucket: string, project: string, dataset: DatasetHead | undefined): string {
  const head = dataset?.versions.find(({ datasetVersion }) => datasetVersion === dataset.head);
  if (!head) return LABELS_ONLY;
  const folder = s3Uri(bucket, projectKeys(project).datasetPrefix(head.folder));
  return `labeled dataset version ${head.datasetVersion} is ready at ${folder}; ${LABELS_ONLY}`;
}
