import { AwsError } from '../../wire/aws-error.ts';
import { CHECKSUM_NAMES, startChecksum } from '../../wire/checksum.ts';
import type { BodyChecksum } from '../../wire/verified-body.ts';
import type { BlobSegment, BlobStore } from './blob-store.ts';

/** Over all bytes, or over the checksums of the parts: then its value ends in `-<parts>`. */
export type ChecksumKind = 'FULL_OBJECT' | 'COMPOSITE';

/**
 * The checksum of an object made of parts, read from their bytes
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html).
 * @param algorithm one of CHECKSUM_NAMES
 */
export async function checksumOfParts(
  blobs: BlobStore,
  segments: readonly BlobSegment[],
  algorithm: string,
  kind: ChecksumKind,
): Promise<BodyChecksum> {
  const whole = startChecksum(algorithm)!;
  for (const segment of segments) {
    const part = kind === 'COMPOSITE' ? startChecksum(algorithm)! : whole;
    for await (const bytes of blobs.read({ size: segment.size, inline: null, segments: [segment] })) part.update(bytes);
    if (part !== whole) whole.update(await part.digest());
  }
  const value = Buffer.from(await whole.digest()).toString('base64');
  return { algorithm, value: kind === 'COMPOSITE' ? `${value}-${segments.length}` : value };
}

/** What a completion says of the whole object's checksum; `value` where the client knows it. */
export interface WantedChecksum {
  algorithm: string;
  kind: ChecksumKind;
  value: string | undefined;
}

/**
 * @param whole the completion's own members, e.g. `ChecksumCRC32` and `ChecksumType`
 * @param part one of its parts, whose checksum names the algorithm where the whole has none
 */
export function wantedChecksum(whole: object, part: object): WantedChecksum | undefined {
  const [members, ofPart] = [
    new Map<string, unknown>(Object.entries(whole)),
    new Map<string, unknown>(Object.entries(part)),
  ];
  const named = (from: Map<string, unknown>) =>
    CHECKSUM_NAMES.find((name) => from.get(`Checksum${name.toUpperCase()}`) !== undefined);
  const algorithm = named(members) ?? named(ofPart);
  if (!algorithm) return undefined;
  const given = members.get(`Checksum${algorithm.toUpperCase()}`);
  const value = given === undefined ? undefined : String(given);
  const isComposite = value === undefined ? algorithm !== 'crc64nvme' : /-\d+$/.test(value);
  const kind = members.get('ChecksumType') ?? (isComposite ? 'COMPOSITE' : 'FULL_OBJECT');
  return { algorithm, kind: kind === 'COMPOSITE' ? 'COMPOSITE' : 'FULL_OBJECT', value };
}

/** @throws AwsError BadDigest */
export function holdWhole({ algorithm, value }: WantedChecksum, found: BodyChecksum): void {
  if (value === undefined || value === found.value) return;
  throw new AwsError(
    'BadDigest',
    `The ${algorithm.toUpperCase()} you specified (${value}) did not match the calculated checksum of the whole object (${found.value}).`,
  );
}
