import { readText } from '../../aws/s3.ts';
import { type FrameSequence, frameSequenceSchema, seqLabelSchema } from '../../contracts/frame-sequence.ts';
import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import { type ManifestLine, manifestLineSchema } from '../../contracts/manifest-line.ts';
import { parseJson } from '../../contracts/parse.ts';
import { parseS3Uri } from '../../domain/project/s3-uri.ts';
import { labelsOfFrames } from '../../domain/tracks/labels-of-frames.ts';

/**
 * The output manifest of a job about sequences, as one of a job about images would be: a line for each frame.
 * @param attribute of the job's labels, and `imageAttribute` that of an image's
 * @param records of the batch's images
 * @throws ObjectMissingError, InvalidDocumentError when a file that a line names cannot be read
 */
export async function expandSequences(
  manifest: string,
  { attribute, imageAttribute }: { attribute: string; imageAttribute: string },
  records: readonly LedgerRecord[],
): Promise<string> {
  const sizes = new Map(records.map(({ imageKey, width, height }) => [imageKey, { width, height }]));
  const sizeOf = (uri: string) => sizes.get(parseS3Uri(uri).key) ?? { width: 0, height: 0 };
  const expanded: string[] = [];
  for (const [at, text] of manifest.split('\n').entries()) {
    if (text.trim() === '') continue;
    const line: ManifestLine = parseJson(manifestLineSchema, text, `line ${at + 1} of the output manifest`);
    const sequence: FrameSequence = parseJson(frameSequenceSchema, await textOf(line['source-ref']!), 'its sequence');
    const label = line[attribute];
    const document =
      typeof label === 'string' ? parseJson(seqLabelSchema, await textOf(label), `the label ${label}`) : undefined;
    const metadata = line[`${attribute}-metadata`] as Record<string, unknown> | undefined;
    const frames = labelsOfFrames(sequence, document, metadata, { attribute: imageAttribute, sizeOf });
    for (const frame of frames) expanded.push(JSON.stringify(frame));
  }
  return expanded.join('\n');
}

async function textOf(uri: string): Promise<string> {
  const { bucket, key } = parseS3Uri(uri);
  return (await readText(bucket, key)).text;
}
