import { readObject } from '../../aws/s3.ts';
import type { CaptureReference } from '../../contracts/capture.ts';
import type { TrainedTaskType } from '../../contracts/trained-tasks.ts';
import type { Champion } from '../../contracts/training.ts';
import { findReference, keepReference } from '../../documents/captures.ts';
import { readDataset } from '../../documents/dataset-head.ts';
import { answerKeyOf, parseLines } from '../../documents/labeled-images.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { readSaid } from '../../domain/feedback/said-of-image.ts';
import { answerText } from '../../domain/models/answered-mask.ts';
import { ObjectMissingError } from '../../errors.ts';
import { pngCodec } from '../../handler/png-codec.ts';
import { inParallel } from '../../in-parallel.ts';
import { sha256 } from '../../sha256.ts';

/** More tell production no better apart, and every look compares with each. */
const MOST_IMAGES = 500;
const PARALLEL_READS = 16;
/** Where boxes lie does not matter here. */
const ANY_SIZE = { width: 1, height: 1 };

/**
 * What the live model said of the validation images that it was promoted on, from the answers of that transform; kept,
 * since answers of models that served are taken away some day.
 * @returns undefined where those answers are not there
 */
export async function makeReference(
  bucket: ProjectBucket,
  taskType: TrainedTaskType,
  { modelName, datasetVersion }: Champion,
): Promise<CaptureReference | undefined> {
  const kept = await findReference(bucket, modelName);
  if (kept) return kept;
  const { validationManifest, labels } = await readDataset(bucket, datasetVersion);
  const folder = bucket.keys.evaluationPrefix(sha256(validationManifest), modelName);
  const lines = parseLines(validationManifest).slice(0, MOST_IMAGES);
  try {
    const said = await inParallel(lines, PARALLEL_READS, async (line) => {
      const key = answerKeyOf(folder, line);
      const answer = answerText((await readObject(bucket.name, key)).bytes, labels, pngCodec);
      return readSaid(taskType, answer, ANY_SIZE, key);
    });
    const images = said.flatMap((one) =>
      one ? [{ found: one.found, ...(one.embedding !== undefined && { embedding: one.embedding }) }] : [],
    );
    const reference: CaptureReference = { version: 1, modelName, images };
    await keepReference(bucket, reference);
    return reference;
  } catch (error) {
    if (error instanceof ObjectMissingError) return undefined;
    throw error;
  }
}
