import { gunzipSync } from 'node:zlib';
import { findObject } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { EVIDENCE_FILE, type TrainingEvidence, trainingEvidenceSchema } from '../contracts/training-evidence.ts';
import { InvalidDocumentError } from '../errors.ts';
import { readTar } from '../tar.ts';
import type { ProjectBucket } from './project-bucket.ts';

const MOST_BYTES = 64 * 2 ** 20;

/**
 * What the algorithm said of its models; undefined where it said nothing.
 * @throws InvalidDocumentError when the archive is damaged or larger than it can be
 */
export async function findTrainingEvidence(
  bucket: ProjectBucket,
  trainingJobName: string,
): Promise<TrainingEvidence | undefined> {
  const key = bucket.keys.trainingOutput(trainingJobName);
  const stored = await findObject(bucket.name, key);
  if (!stored) return undefined;
  let archive: Buffer;
  try {
    archive = gunzipSync(stored.bytes, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    throw new InvalidDocumentError(`${key} cannot be unpacked: ${(cause as Error).message}`, { cause });
  }
  const file = readTar(archive).find(({ name }) => name === EVIDENCE_FILE);
  return file && parseJson(trainingEvidenceSchema, file.content.toString(), `${EVIDENCE_FILE} in ${key}`);
}
