import * as z from 'zod/mini';
import { findText, readText } from '../shared/aws/s3.ts';
import {
  type ConsolidationRequest,
  type ConsolidationResponse,
  consolidationRequestSchema,
  payloadObjectSchema,
} from '../shared/contracts/ground-truth-events.ts';
import { parseJson } from '../shared/contracts/parse.ts';
import { labelCategoriesKeyOf } from '../shared/domain/bucket-keys.ts';
import { consolidatePayload } from '../shared/domain/consolidate-payload.ts';
import { payloadTime } from '../shared/domain/payload-time.ts';
import { parseS3Uri } from '../shared/domain/s3-uri.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';

const labelCategoriesSchema = z.looseObject({ labels: z.array(z.looseObject({ label: z.string() })) });

/** Ground Truth's consolidation hook: a batch of objects with several workers' answers each -> one label per object. */
export async function consolidateAnnotations(
  request: ConsolidationRequest,
  { logger }: Pick<Invocation, 'logger'>,
): Promise<ConsolidationResponse> {
  const { bucket, key } = parseS3Uri(request.payload.s3Uri);
  const entries = parseJson(z.array(z.unknown()), (await readText(bucket, key)).text, request.payload.s3Uri);
  const payload = entries.flatMap((entry, index) => {
    const read = payloadObjectSchema.safeParse(entry);
    if (!read.success)
      logger.warn('an object of the payload cannot be read', { payload: request.payload.s3Uri, index });
    return read.success ? read.data : [];
  });
  for (const { annotationData } of payload.flatMap((object) => object.annotations)) {
    const uri = annotationData.s3Uri ?? annotationData.s3uri;
    if (uri && annotationData.content === undefined) annotationData.content = await readAnswer(uri);
  }
  const response = consolidatePayload(payload, {
    labelAttributeName: request.labelAttributeName,
    labels: await readLabels(request, bucket, key),
    jobName: request.labelingJobArn.split(':').slice(5).join(':'),
    createdAt: payloadTime(key),
  });
  logger.info('consolidated', { payload: request.payload.s3Uri, objects: entries.length, labels: response.length });
  return response;
}

/** A large answer, which comes by reference; one that is gone counts as none. */
async function readAnswer(uri: string): Promise<string> {
  const { bucket, key } = parseS3Uri(uri);
  return (await findText(bucket, key))?.text ?? '';
}

/** The batch's own snapshot gives the class ids their order; jobs that are no batch of ours say it themselves. */
async function readLabels(request: ConsolidationRequest, bucket: string, key: string): Promise<string[]> {
  const snapshot = labelCategoriesKeyOf(key);
  const stored = snapshot && (await findText(bucket, snapshot));
  if (!stored) return request.labelCategories ?? [];
  return parseJson(labelCategoriesSchema, stored.text, snapshot).labels.map(({ label }) => label);
}

export const handler = createHandler('consolidate-annotations', consolidationRequestSchema, consolidateAnnotations);
