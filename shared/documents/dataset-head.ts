import { findText, readText } from '../aws/s3.ts';
import { type DatasetHead, datasetHeadSchema, datasetSummarySchema } from '../contracts/dataset.ts';
import { parseJson } from '../contracts/parse.ts';
import { InvalidDocumentError } from '../errors.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

export type DatasetVersion = DatasetHead['versions'][number];

const parse = (text: string): DatasetHead => parseJson(datasetHeadSchema, text, 'dataset.json');

/** dataset.json; undefined when nothing was ever merged. */
export async function findDatasetHead(bucket: ProjectBucket): Promise<DatasetHead | undefined> {
  const stored = await findText(bucket.name, bucket.keys.datasetHead);
  return stored && parse(stored.text);
}

/** Changes dataset.json; see `changeDocument`. */
export const changeDatasetHead = (
  bucket: ProjectBucket,
  change: (present: DatasetHead | undefined) => Promise<DatasetHead | undefined>,
) => changeDocument(bucket.name, bucket.keys.datasetHead, parse, change);

/** The version that the head points to. */
export const headOf = (head: DatasetHead) => head.versions.find(({ datasetVersion }) => datasetVersion === head.head);

/** The newest version; undefined when nothing was ever merged. */
export async function findHeadVersion(bucket: ProjectBucket): Promise<DatasetVersion | undefined> {
  const head = await findDatasetHead(bucket);
  return head && headOf(head);
}

/** Folder, labels and validation manifest of one dataset version. @throws ObjectMissingError, InvalidDocumentError */
export async function readDataset(bucket: ProjectBucket, datasetVersion: number) {
  const keys = bucket.keys;
  const dataset = await findDatasetHead(bucket);
  const version = dataset?.versions.find((one) => one.datasetVersion === datasetVersion);
  if (!version)
    throw new InvalidDocumentError(
      `${keys.datasetHead} has no version ${datasetVersion}; its head is ${dataset?.head ?? 'missing'}`,
    );
  const summaryKey = keys.datasetSummary(version.folder);
  const [summary, manifest] = await Promise.all([
    readText(bucket.name, summaryKey),
    readText(bucket.name, keys.datasetManifest(version.folder, 'validation')),
  ]);
  const { labels, checked, taskType } = parseJson(datasetSummarySchema, summary.text, summaryKey);
  const { folder, train, validation } = version;
  return { folder, train, validation, labels, taskType, checked, validationManifest: manifest.text };
}
