import * as z from 'zod/mini';
import { readText } from '../../aws/s3.ts';
import { goldPayloadObjectSchema } from '../../contracts/ground-truth-events.ts';
import { parseJson } from '../../contracts/parse.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { findContribution, keepContribution, readWorkerState } from '../../documents/worker-contributions.ts';
import type { LabelContext } from '../../domain/answer-kinds/consolidate-payload.ts';
import { learnFromGold } from '../../domain/answer-kinds/learn-from-gold.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';
import { pngCodec } from '../../handler/png-codec.ts';
import { sha256 } from '../../sha256.ts';

/**
 * Adds what a file of gold answers teaches to the project's worker state, once however often it is called.
 * @param uri the gold payload file, which never changes
 * @throws ObjectMissingError, InvalidDocumentError
 */
export async function learnGoldPayload(bucket: ProjectBucket, uri: string, context: LabelContext): Promise<void> {
  const payloadHash = sha256(uri);
  if (await findContribution(bucket, payloadHash)) return;
  const { bucket: goldBucket, key } = parseS3Uri(uri);
  const payload = parseJson(z.array(goldPayloadObjectSchema), (await readText(goldBucket, key)).text, uri);
  const contribution = learnFromGold(payload, context, await readWorkerState(bucket), pngCodec);
  await keepContribution(bucket, payloadHash, { version: 1, payload: uri, contribution, response: [] });
}
