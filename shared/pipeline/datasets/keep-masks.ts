import { createOnce, findObject } from '../../aws/s3.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import { PARALLEL_CALLS } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import type { LabelTask } from '../../domain/answer-kinds/tasks/label-task.ts';
import type { LabelOutcome } from '../../domain/batches/merge.ts';
import { maskProblem } from '../../domain/images/mask-file.ts';
import { parseS3Uri, s3Uri } from '../../domain/project/s3-uri.ts';
import { pngCodec } from '../../handler/png-codec.ts';
import { inParallel } from '../../in-parallel.ts';
import { sha256 } from '../../sha256.ts';

/**
 * Gives each mask that a labeling job left a place of its own, named by its bytes, and lets the line point there: the
 * job's file may be written again, a dataset's may not. An image whose mask is missing or not of its size has no label.
 * @returns the outcomes in the same order
 */
export async function keepMasks(
  bucket: ProjectBucket,
  { attribute }: Pick<LabelTask, 'attribute'>,
  outcomes: ReadonlyMap<string, LabelOutcome>,
  records: readonly LedgerRecord[],
): Promise<Map<string, LabelOutcome>> {
  const sizes = new Map(records.map((record) => [record.sha256, record]));
  const kept = await inParallel([...outcomes], PARALLEL_CALLS, async ([image, outcome]) => {
    const size = sizes.get(image);
    const isLabeled = 'line' in outcome && size !== undefined;
    return [image, isLabeled ? await keepMask(bucket, attribute, outcome.line, size) : outcome] as const;
  });
  return new Map(kept);
}

async function keepMask(
  bucket: ProjectBucket,
  attribute: string,
  text: string,
  image: LedgerRecord,
): Promise<LabelOutcome> {
  const line = JSON.parse(text) as Record<string, unknown>;
  const uri = String(line[attribute]);
  const from = parseS3Uri(uri);
  if (from.bucket !== bucket.name) return { failure: `the mask ${uri} is not in the project's bucket ${bucket.name}` };
  const found = await findObject(bucket.name, from.key);
  if (!found) return { failure: `the mask ${uri} is not there` };
  const problem = maskProblem(found.bytes, image, pngCodec);
  if (problem) return { failure: `the mask ${uri}: ${problem}` };
  const key = bucket.keys.mask(sha256(found.bytes));
  await createOnce(bucket.name, key, found.bytes, 'image/png');
  return { line: JSON.stringify({ ...line, [attribute]: s3Uri(bucket.name, key) }) };
}
