import { findText, writeObject } from '../aws/s3.ts';
import type { ConsolidationRequest, ConsolidationResponse } from '../contracts/ground-truth-events.ts';
import { projectBucket } from '../documents/project-bucket.ts';
import { findContribution, keepContribution, readWorkerState } from '../documents/worker-contributions.ts';
import { consolidatePayload } from '../domain/answer-kinds/consolidate-payload.ts';
import { emptyWorkerState } from '../domain/consolidation/worker-state.ts';
import { payloadTime } from '../domain/labeling/payload-time.ts';
import { parseProjectKey } from '../domain/project/bucket-keys.ts';
import { parseS3Uri } from '../domain/project/s3-uri.ts';
import type { Invocation } from '../handler/create-handler.ts';
import { pngCodec } from '../handler/png-codec.ts';
import { sha256 } from '../sha256.ts';
import { labelCategoriesOf, readPayload } from './consolidation/consolidation-payload.ts';
import { learnGoldPayload } from './consolidation/learn-gold-payload.ts';
import { objectSequences } from './consolidation/object-sequences.ts';

/**
 * Ground Truth's consolidation hook: a batch of objects with several workers' answers each -> one label per object. In
 * a job of ours it knows the workers from earlier batches and from gold answers; called again for the same payload it
 * gives the same answer and counts once.
 */
export async function consolidateAnnotations(
  request: ConsolidationRequest,
  { logger, metrics }: Pick<Invocation, 'logger'> & Partial<Pick<Invocation, 'metrics'>>,
): Promise<ConsolidationResponse> {
  const payloadUri = request.payload.s3Uri;
  const { bucket, key } = parseS3Uri(payloadUri);
  const project = parseProjectKey(key);
  const payloadHash = sha256(payloadUri);
  const own = project ? projectBucket(bucket, project) : undefined;
  const earlier = own && (await findContribution(own, payloadHash));
  if (earlier) return earlier.response as ConsolidationResponse;

  const { payload, unreadable } = await readPayload(payloadUri);
  const answers = payload.reduce((sum, { annotations }) => sum + annotations.length, 0);
  if (project) metrics?.count(project, { AnswersConsolidated: answers });
  const context = {
    labelAttributeName: request.labelAttributeName,
    labels: await labelCategoriesOf(request, bucket, key),
    jobName: request.labelingJobArn.split(':').slice(5).join(':'),
    createdAt: payloadTime(key),
    taskType: request.taskType,
    sequences: await objectSequences(payload, request.taskType, textBehind),
    outputPrefix: `${payloadUri.replace(/consolidation-request\/.*$/, '')}output/`,
  };
  if (own && request.goldPayload) await learnGoldPayload(own, request.goldPayload.s3Uri, context);
  const state = own ? await readWorkerState(own) : emptyWorkerState();
  const { response, contribution, outcomes, files } = consolidatePayload(payload, context, state, pngCodec);
  for (const { uri, bytes, contentType } of files) await writeObject(bucket, parseS3Uri(uri).key, bytes, contentType);
  for (const outcome of outcomes) if (outcome.problems.length > 0) logger.warn('answers were left out', { ...outcome });
  logger.info('consolidated', { payload: payloadUri, objects: payload.length, unreadable, labels: response.length });
  if (!own) return response;
  const kept = { version: 1 as const, payload: payloadUri, contribution, response };
  return (await keepContribution(own, payloadHash, kept)).response as ConsolidationResponse;
}

async function textBehind(uri: string): Promise<string | undefined> {
  const { bucket, key } = parseS3Uri(uri);
  return (await findText(bucket, key))?.text;
}
