import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { createOnce } from '../../shared/aws/s3.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { s3Uri } from '../../shared/domain/project/s3-uri.ts';
import { sha256 } from '../../shared/sha256.ts';
import { CommandError } from '../command.ts';

/** What Node reads into one buffer, and S3 takes in one piece. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Puts weights that trainings begin with beside the project's images, under the hash of their bytes and their file's
 * name. Only the algorithm knows whether they fit.
 * @returns their S3 URI, for `training.weights`
 * @throws CommandError when the file cannot be read, is empty or too large
 */
export async function bringWeights(bucket: string, project: string, file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new CommandError(`the weights ${file} cannot be read`, { why: error.message });
  });
  if (bytes.length === 0 || bytes.length > MOST_BYTES)
    throw new CommandError(`${file} has ${bytes.length} bytes`, { why: `weights have 1 to ${MOST_BYTES}` });
  const key = projectKeys(project).weights(sha256(bytes), basename(file).replaceAll(/[^\w.-]/g, '-'));
  await createOnce(bucket, key, bytes);
  return s3Uri(bucket, key);
}
