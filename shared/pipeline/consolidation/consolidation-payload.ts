import * as z from 'zod/mini';
import { findText, readText } from '../../aws/s3.ts';
import {
  type ConsolidationRequest,
  type PayloadObject,
  payloadObjectSchema,
} from '../../contracts/ground-truth-events.ts';
import { parseJson } from '../../contracts/parse.ts';
import { labelCategoriesKeyOf } from '../../domain/project/bucket-keys.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';

const labelCategoriesSchema = z.looseObject({ labels: z.array(z.looseObject({ label: z.string() })) });

/**
 * The objects of a payload file, with answers that come by reference read in; one that is gone counts as none.
 * @returns `unreadable`: how many entries are no objects of a payload
 * @throws ObjectMissingError, InvalidDocumentError when the file itself is missing or no JSON array
 */
export async function readPayload(uri: string): Promise<{ payload: PayloadObject[]; unreadable: number }> {
  const { bucket, key } = parseS3Uri(uri);
  const entries = parseJson(z.array(z.unknown()), (await readText(bucket, key)).text, uri);
  const payload = entries.flatMap((entry) => {
    const read = payloadObjectSchema.safeParse(entry);
    return read.success ? read.data : [];
  });
  for (const { annotationData } of payload.flatMap((object) => object.annotations)) {
    const reference = annotationData.s3Uri ?? annotationData.s3uri;
    if (!reference || annotationData.content !== undefined) continue;
    const at = parseS3Uri(reference);
    annotationData.content = (await findText(at.bucket, at.key))?.text ?? '';
  }
  return { payload, unreadable: entries.length - payload.length };
}

/** The batch's own snapshot gives the class ids their order; jobs that are no batch of ours say it themselves. */
export async function labelCategoriesOf(request: ConsolidationRequest, bucket: string, key: string): Promise<string[]> {
  const snapshot = labelCategoriesKeyOf(key);
  const stored = snapshot && (await findText(bucket, snapshot));
  if (!stored) return request.labelCategories ?? [];
  return parseJson(labelCategoriesSchema, stored.text, snapshot).labels.map(({ label }) => label);
}
