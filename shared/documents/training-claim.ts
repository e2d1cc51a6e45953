import { findText, readText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type TrainingClaim, trainingClaimSchema } from '../contracts/training.ts';
import { projectKeys } from '../domain/project/bucket-keys.ts';
import { StaleFenceError } from '../errors.ts';
import { changeDocument } from './change-document.ts';

const parse = (text: string): TrainingClaim => parseJson(trainingClaimSchema, text, 'training.json');

/** training.json; undefined when nobody ever wanted to train. */
export async function findTrainingClaim(bucket: string, project: string): Promise<TrainingClaim | undefined> {
  const stored = await findText(bucket, projectKeys(project).trainingClaim);
  return stored && parse(stored.text);
}

/** Changes training.json; see `changeDocument`. */
export const changeTrainingClaim = (
  bucket: string,
  project: string,
  change: (present: TrainingClaim | undefined) => Promise<TrainingClaim | undefined>,
) => changeDocument(bucket, projectKeys(project).trainingClaim, parse, change);

/** @throws StaleFenceError when a newer claim on training exists */
export async function requireCurrentFence(bucket: string, project: string, fence: number): Promise<void> {
  const claim = parse((await readText(bucket, projectKeys(project).trainingClaim)).text);
  if (claim.fence !== fence)
    throw new StaleFenceError(
      `${project}: this execution trains under claim ${fence}, but claim ${claim.fence} (${claim.holder ?? 'released'}) is newer; it deploys`,
    );
}
