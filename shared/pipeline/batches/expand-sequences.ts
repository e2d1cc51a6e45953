import type * as z from 'zod/mini';
import { readText } from '../../aws/s3.ts';
import { frameSequenceSchema, type SeqLabel, seqLabelSchema } from '../../contracts/frame-sequence.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import type { ManifestLine } from '../../contracts/manifest-line.ts';
import { parseJson } from '../../contracts/parse.ts';
import { readManifestLine } from '../../domain/batches/merge.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';
import { labelsOfFrames } from '../../domain/tracks/labels-of-frames.ts';
import { InvalidDocumentError, ObjectMissingError } from '../../errors.ts';

/**
 * The output manifest of a job about sequences, as one of a job about images would be: a line for each frame. A line, a
 * sequence or a label that is broken or gone costs the labels of its own frames, and no others.
 * @param attribute of the job's labels, and `imageAttribute` that of an image's
 * @param records of the batch's images
 */
export async function expandSequences(
  manifest: string,
  { attribute, imageAttribute }: { attribute: string; imageAttribute: string },
  records: readonly LedgerRecord[],
): Promise<string> {
  const sizes = new Map(records.map(({ imageKey, width, height }) => [imageKey, { width, height }]));
  const sizeOf = (uri: string) => sizes.get(parseS3Uri(uri).key) ?? { width: 0, height: 0 };
  const expanded: ManifestLine[] = [];
  for (const text of manifest.split('\n')) {
    const line = readManifestLine(text);
    const sequence = await readDocument(frameSequenceSchema, line?.['source-ref']);
    if (!line || !('document' in sequence)) continue;
    const label = await readDocument<SeqLabel>(seqLabelSchema, line[attribute]);
    const metadata = line[`${attribute}-metadata`] as Record<string, unknown> | undefined;
    const said = 'failure' in label && line[attribute] !== undefined ? { 'failure-reason': label.failure } : metadata;
    const document = 'document' in label ? label.document : undefined;
    expanded.push(...labelsOfFrames(sequence.document, document, said, { attribute: imageAttribute, sizeOf }));
  }
  return expanded.map((line) => JSON.stringify(line)).join('\n');
}

/** What is behind a URI, or why there is nothing that can be read. @throws what S3 throws beside a missing object */
async function readDocument<Document>(
  schema: z.ZodMiniType<Document>,
  uri: unknown,
): Promise<{ document: Document } | { failure: string }> {
  try {
    if (typeof uri !== 'string') return { failure: 'it is no S3 URI' };
    const { bucket, key } = parseS3Uri(uri);
    return { document: parseJson(schema, (await readText(bucket, key)).text, uri) };
  } catch (error) {
    if (!(error instanceof InvalidDocumentError || error instanceof ObjectMissingError)) throw error;
    return { failure: error.message };
  }
}
