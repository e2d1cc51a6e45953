import type * as z from 'zod/mini';
import { readText } from '../../aws/s3.ts';
import { frameSequenceSchema, type SeqLabel, seqLabelSchema } from '../../contracts/frame-sequence.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import type { ManifestLine } from '../../contracts/manifest-line.ts';
import { parseJson } from '../../contracts/parse.ts';
import { readManifestLine } from '../../domain/batches/merge.ts';
import { videoOf } from '../../domain/batches/video-frames.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';
import { joinPieces } from '../../domain/tracks/join-pieces.ts';
import { labelsOfFrames } from '../../domain/tracks/labels-of-frames.ts';
import { InvalidDocumentError, ObjectMissingError } from '../../errors.ts';

/**
 * The output manifest of a job about sequences, as one of a job about images would be: a line for each frame. A line, a
 * sequence or a label that is broken or gone costs the labels of its own frames, and no others. Objects go on from one
 * sequence of a video to the next.
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
  const pieces: ManifestLine[][] = [];
  for (const text of manifest.split('\n')) {
    const line = readManifestLine(text);
    const sequence = await readDocument(frameSequenceSchema, line?.['source-ref']);
    if (!line || !('document' in sequence)) continue;
    const label = await readDocument<SeqLabel>(seqLabelSchema, line[attribute]);
    const metadata = line[`${attribute}-metadata`] as Record<string, unknown> | undefined;
    const said = 'failure' in label && line[attribute] !== undefined ? { 'failure-reason': label.failure } : metadata;
    const document = 'document' in label ? label.document : undefined;
    pieces.push(labelsOfFrames(sequence.document, document, said, { attribute: imageAttribute, sizeOf }));
  }
  return videosOf(pieces, records)
    .flatMap((video) => joinPieces(video, imageAttribute))
    .map((line) => JSON.stringify(line))
    .join('\n');
}

const byName = new Intl.Collator('en', { numeric: true });

/** The pieces of each video, in order; those of no video by themselves. */
function videosOf(pieces: readonly ManifestLine[][], records: readonly LedgerRecord[]): ManifestLine[][][] {
  const names = new Map(records.map(({ imageKey, originalKey }) => [imageKey, originalKey]));
  const nameOf = ([first]: readonly ManifestLine[]) => names.get(parseS3Uri(String(first?.['source-ref'])).key) ?? '';
  const ordered = pieces.filter(({ length }) => length > 0).sort((a, b) => byName.compare(nameOf(a), nameOf(b)));
  return [...Map.groupBy(ordered, (piece) => videoOf(nameOf(piece)) ?? piece).values()];
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
