import { findText, readText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type TrainingClaim, trainingClaimSchema } from '../contracts/training.ts';
import { StaleFenceError } from '../errors.ts';
import { changeDocument } from './change-document.ts';
import type { ProjectBucket } from './project-bucket.ts';

const parse = (text: string): TrainingClaim => parseJson(trainingClaimSchema, text, 'training.json');

/** training.json; undefined when nobody ever wanted to train. */
export async function findTrainingClaim(bucket: ProjectBucket): Promise<TrainingClaim | undefined> {
  const stored = await findText(bucket.name, bucket.keys.trainingClaim);
  return stored && parse(stored.text);
}

/** Changes training.json; see `changeDocument`. */
export const changeTrainingClaim = (
  bucket: ProjectBucket,
  change: (present: TrainingClaim | undefined) => Promise<TrainingClaim | undefined>,
) => changeDocument(bucket.name, bucket.keys.trainingClaim, parse, change);

/** @throws StaleFenceError when a newer claim on training exists */
export async function requireCurrentFence(bucket: ProjectBucket, fence: number): Promise<void> {
  const claim = parse((await readText(bucket.name, bucket.keys.trainingClaim)).text);
  if (claim.fence !== fence)
    throw new StaleFenceError(
      `${bucket.project}: this execution trains under claim ${fence}, but claim ${claim.fence} (${claim.holder ?? 'released'}) is newer; it deploys`,
    );
}
