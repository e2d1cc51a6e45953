import { createOnce } from '../../shared/aws/s3.ts';
import type { Batch } from '../../shared/contracts/batch.ts';
import type { LabelRequest } from '../../shared/contracts/label-request.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { findRequest, sendRequest, standingOf, writeRequest } from '../../shared/documents/label-request.ts';
import { findRecord, PARALLEL_CALLS } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { importName, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import { reserveImage } from '../../shared/pipeline/images/reserve-image.ts';
import { sha256 } from '../../shared/sha256.ts';
import type { LocalFile } from '../intake/collect-files.ts';
import { chooseSides } from './choose-sides.ts';
import { importLine } from './import-line.ts';
import type { PlannedImage } from './plan-import.ts';
import type { PresentLines } from './present-labels.ts';

export interface ImportPlace {
  bucket: string;
  project: Project;
}

/** An import on its way: its request is written down, nothing is uploaded yet. */
export interface OpenImport {
  request: LabelRequest;
  /**
   * Those of the request, with the names that they are to be dropped under; images that the project has need no upload.
   */
  uploads: Array<{ name: string; file: LocalFile }>;
  /** Hashes of images that the project had already. */
  known: string[];
  /** Images that look too much alike to be kept on one side. */
  parted: number;
}

/** What became of an import: on its way, or finished earlier by these batches. */
export type Opened = { open: OpenImport } | { batches: Batch[] };

/**
 * Writes the import's request and its labels down, or finds them. Images that an earlier try of the same labels brought
 * in are left out; those that it could not have, because people were labeling them, are tried again.
 * @param present lines of the newest dataset version: on another one the same labels are another question
 * @param note where the labels are from, for people
 * @param now ISO 8601
 */
export async function openImport(
  { bucket, project }: ImportPlace,
  images: readonly PlannedImage[],
  present: PresentLines,
  note: string,
  now: string,
): Promise<Opened> {
  const context = { bucket, project, createdAt: '', jobName: '' };
  const lines = images.map((image) => `${importLine(image, context)} ${present.get(image.image.sha256) ?? ''}`);
  const content = sha256(lines.join('\n'));
  const batches: Batch[] = [];
  let left = images;
  const own = projectBucket(bucket, project.project);
  for (let attempt = 1; left.length > 0; attempt++) {
    const requestId = sha256(`${project.uid} import ${content} ${attempt}`).slice(0, 16);
    const asked = {
      requestId,
      kind: 'import' as const,
      note,
      createdAt: now,
      images: left.map(({ image }) => image.sha256),
    };
    const request = (await findRequest(own, requestId)) ?? (await writeRequest(own, asked));
    if (request.state === 'closed') continue;
    const standing = await standingOf(own, request);
    if (typeof standing !== 'object') return { open: await layDown({ bucket, project }, request, left) };
    batches.push(standing);
    left = left.filter(({ image }) => !standing.images.includes(image.sha256));
  }
  return { batches };
}

async function layDown(
  { bucket, project }: ImportPlace,
  request: LabelRequest,
  images: readonly PlannedImage[],
): Promise<OpenImport> {
  const { requestId, createdAt } = request;
  const asked = new Set(request.images);
  const own = images.filter(({ image }) => asked.has(image.sha256));
  const context = { bucket, project, createdAt, jobName: `labelloop-import/${requestId}` };
  const lines = own.map((image) => `${importLine(image, context)}\n`).join('');
  const keys = projectKeys(project.project);
  await inParallel(own, PARALLEL_CALLS, async ({ label: { mask } }) => {
    if (mask) await createOnce(bucket, keys.mask(mask.sha256), mask.png, 'image/png');
  });
  await createOnce(bucket, keys.requestLabels(requestId), lines, 'application/jsonl');
  const place = projectBucket(bucket, project.project);
  const records = await inParallel(own, PARALLEL_CALLS, ({ image }) => findRecord(place, image.sha256));
  const known = new Map(
    records.flatMap(
      (found): Array<[string, LedgerRecord['split']]> => (found ? [[found.record.sha256, found.record.split]] : []),
    ),
  );
  await inParallel([...known.keys()], PARALLEL_CALLS, (image) => reserveImage(place, image, requestId));
  const { sides, parted } = await chooseSides(project, own, known);
  const uploads = own
    .filter(({ image }) => !known.has(image.sha256))
    .map(({ image, file }) => ({ name: importName(requestId, sides.get(image.sha256)!, file.name), file }));
  return { request, uploads, known: [...known.keys()], parted };
}

/** Hands the import to the pipeline, when its images are there. */
export const sendImport = ({ bucket, project }: ImportPlace, { request }: OpenImport) =>
  sendRequest(projectBucket(bucket, project.project), request.requestId);
