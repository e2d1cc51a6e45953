import type { LabelRequest } from '../../contracts/label-request.ts';
import type { Project } from '../../contracts/project.ts';
import { findRequest, sendRequest, standingOf, writeRequest } from '../../documents/label-request.ts';
import { findRecord } from '../../documents/ledger.ts';
import { projectBucket } from '../../documents/project-bucket.ts';
import { batchSize } from '../../domain/batches/batch-policy.ts';
import { sha256 } from '../../sha256.ts';

/** An image and its present line in the dataset. */
export interface LabeledLine {
  sha256: string;
  line: string;
}

export interface RelabelOrder {
  bucket: string;
  project: Pick<Project, 'project' | 'uid' | 'batch'>;
  /** What the workers shall look at; for people. */
  note: string;
  /** ISO 8601; the request may be taken back until `notBefore`. */
  now: string;
  notBefore: string;
}

/**
 * Asks for the images to be labeled again from their present labels: one request a batch. Asking again while they wait
 * or are labeled finds what was asked before.
 * @returns the requests, and those of them that are batches already
 */
export async function sendRelabel(order: RelabelOrder, images: readonly LabeledLine[]): Promise<LabelRequest[]> {
  const sorted = images.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  const most = batchSize(order.project.batch);
  const requests: LabelRequest[] = [];
  for (let start = 0; start < sorted.length; start += most)
    requests.push(await sendPart(order, sorted.slice(start, start + most)));
  return requests;
}

async function sendPart(
  { bucket, project, note, now, notBefore }: RelabelOrder,
  images: LabeledLine[],
): Promise<LabelRequest> {
  // The present labels are part of what is asked for: when they have changed, it is another question.
  const asked = sha256(images.map(({ sha256: image, line }) => `${image} ${sha256(line)}`).join('\n'));
  const own = projectBucket(bucket, project.project);
  for (let attempt = 1; ; attempt++) {
    const requestId = sha256(`${project.uid} relabel ${note} ${asked} ${attempt}`).slice(0, 16);
    const fresh = {
      requestId,
      kind: 'relabel' as const,
      note,
      createdAt: now,
      notBefore,
      images: images.map((one) => one.sha256),
    };
    const request = (await findRequest(own, requestId)) ?? (await writeRequest(own, fresh));
    if (request.state === 'closed') continue;
    const standing = await standingOf(own, request);
    if (typeof standing !== 'object') {
      await sendRequest(own, requestId);
      return request;
    }
    const found = await findRecord(own, standing.images[0]!);
    // Its workers gave it up: the label is as it was, and may be sent back again.
    if (!found?.record.failedBatches?.includes(standing.batchId)) return request;
  }
}
