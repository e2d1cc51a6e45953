import { findText, readText } from '../aws/s3.ts';
import { type DatasetHead, datasetHeadSchema, datasetSummarySchema } from '../contracts/dataset.ts';
import { parseJson } from '../contracts/parse.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { InvalidDocumentError } from '../errors.ts';
import { changeDocument } from './change-document.ts';

export type DatasetVersion = DatasetHead['versions'][number];

const parse = (text: string): DatasetHead => parseJson(datasetHeadSchema, text, 'dataset.json');

/** dataset.json; undefined when nothing was ever merged. */
export async function findDatasetHead(bucket: string, project: string): Promise<DatasetHead | undefined> {
  const stored = await findText(bucket, projectKeys(project).datasetHead);
  return stored && parse(stored.text);
}

/** Changes dataset.json; see `changeDocument`. */
export const changeDatasetHead = (
  bucket: string,
  project: string,
  change: (present: DatasetHead | undefined) => Promise<DatasetHead | undefined>,
) => changeDocument(bucket, projectKeys(project).datasetHead, parse, change);

/** The version that the head points to. */
export const headOf = (head: DatasetHead) => head.versions.find(({ datasetVersion }) => datasetVersion === head.head);

/** The newest version; undefined when nothing was ever merged. */
export async function findHeadVersion(bucket: string, project: string): Promise<DatasetVersion | undefined> {
  const head = await findDatasetHead(bucket, project);
  return head && headOf(head);
}

/** Folder, labels and validation manifest of one dataset version. @throws ObjectMissingError, InvalidDocumentError */
export async function readDataset(bucket: string, project: string, datasetVersion: number) {
  const keys = projectKeys(project);
  const dataset = await findDatasetHead(bucket, project);
  const version = dataset?.versions.find((one) => one.datasetVersion === datasetVersion);
  if (!version)
    throw new InvalidDocumentError(
      `${keys.datasetHead} has no version ${datasetVersion}; its head is ${dataset?.head ?? 'missing'}`,
    );
  const summaryKey = keys.datasetSummary(version.folder);
  const [summary, manifest] = await Promise.all([
    readText(bucket, summaryKey),
    readText(bucket, keys.datasetManifest(version.folder, 'validation')),
  ]);
  const { labels, checked } = parseJson(datasetSummarySchema, summary.text, summaryKey);
  const { folder, train, validation } = version;
  return { folder, train, validation, labels, checked, validationManifest: manifest.text };
}
