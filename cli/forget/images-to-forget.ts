import { listObjects } from '../../shared/aws/s3.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { readRecords } from '../../shared/documents/ledger.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { hashOfLedgerKey } from '../../shared/domain/project/bucket-keys.ts';
import { unfinishedOnes } from '../../shared/pipeline/forgetting/forget-images.ts';
import { type Candidate, unlabeledCandidate } from '../relabel/candidate.ts';
import { fittingOnes, labeledCandidates } from '../relabel/choose-labeled-images.ts';
import type { Filter } from '../relabel/filters.ts';
import type { ImageLookups } from '../relabel/image-lookups.ts';

export interface ImagesToForget {
  /** Hashes of those that every filter fits. */
  fitting: string[];
  /** Hashes of those that an earlier call began to forget and did not end. */
  unfinished: string[];
}

/**
 * Which images of a project the filters mean: whether they have a label, wait, or ask for attention. Conditions on
 * labels fit images with a label only.
 */
export async function imagesToForget(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
  filters: readonly Filter[],
  look: ImageLookups,
): Promise<ImagesToForget> {
  const own = projectBucket(bucket, project.project);
  const hashes: string[] = [];
  for await (const { key } of listObjects(bucket, own.keys.ledgerPrefix)) hashes.push(hashOfLedgerKey(key));
  const records = await readRecords(own, hashes);
  const labeled = new Map((await labeledCandidates(bucket, project)).map((one) => [one.sha256, one]));
  const isAboutLabels = filters.some(({ about }) => about === 'label');
  const candidates = records
    .filter(({ outcome }) => outcome !== 'forgotten')
    .flatMap((record): Candidate[] => {
      const one = labeled.get(record.sha256);
      if (one) return [one];
      return isAboutLabels ? [] : [unlabeledCandidate(record satisfies LedgerRecord)];
    });
  const fitting = await fittingOnes(candidates, filters, look);
  return { fitting: fitting.map(({ sha256 }) => sha256), unfinished: unfinishedOnes(records) };
}
