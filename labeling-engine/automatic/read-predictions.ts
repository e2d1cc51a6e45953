import { parseJson } from '../../shared/contracts/parse.ts';
import { detectionResponseSchema } from '../../shared/contracts/training.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { EnginePorts } from '../engine-ports.ts';
import type { RoundPredictions } from './round-files.ts';

const READS_AT_ONCE = 16;
/** Boxes below this confidence, and those behind the surest hundred, tell nothing about an image. */
const LEAST_CONFIDENCE = 0.02;
const MOST_BOXES = 100;

/**
 * Reads what a model said of each image.
 * @param answers object ids with the S3 URIs of `<image>.out`
 * @throws InvalidDocumentError, ObjectMissingError
 */
export async function readPredictions(
  ports: EnginePorts,
  answers: ReadonlyArray<{ id: string; uri: string }>,
): Promise<RoundPredictions> {
  const read = await inParallel(answers, READS_AT_ONCE, async ({ id, uri }) => {
    const answer = parseJson(detectionResponseSchema, await ports.files.read(uri), uri);
    const size = answer.image_size[0];
    if (answer.error !== undefined || !size) return [id, null] as const;
    const boxes = answer.annotations
      .filter(({ confidence }) => confidence >= LEAST_CONFIDENCE)
      .sort((a, b) => b.confidence - a.confidence)
      .slice(0, MOST_BOXES);
    return [id, { width: size.width, height: size.height, boxes }] as const;
  });
  return Object.fromEntries(read);
}
