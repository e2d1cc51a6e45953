import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import type { ImageRecord } from '../../../shared/domain/dataset/image-record.ts';
import { parseS3Uri, s3Uri } from '../../../shared/domain/project/s3-uri.ts';
import type { ObjectAccess, S3Folder } from '../../sagemaker/container/object-access.ts';
import { type LearnedLabels, ownLine } from './labeled-images.ts';

/**
 * Manifest and list of one side's images. Our algorithms find images by their files' names in one bucket: an image that
 * lies elsewhere, or is named like another one, is copied beside them, as Rekognition copies all.
 * @param names what each file's name stands for, of both sides
 */
export async function writeSide(
  objects: ObjectAccess,
  { bucket, prefix }: S3Folder,
  side: 'train' | 'test',
  records: readonly ImageRecord[],
  learned: LearnedLabels,
  names: Map<string, string>,
): Promise<void> {
  const lines: string[] = [];
  const keys: string[] = [];
  for (const record of records) {
    const place = parseS3Uri(record.image);
    const other = names.get(basename(place.key));
    const isElsewhere = place.bucket !== bucket || (other !== undefined && other !== record.image);
    let key = place.key;
    if (isElsewhere) {
      key = `${prefix}images/${createHash('sha256').update(record.image).digest('hex')}${extname(place.key)}`;
      await objects.write({ bucket, key }, await objects.read(place));
    } else names.set(basename(key), record.image);
    lines.push(ownLine(record, s3Uri(bucket, key), learned));
    keys.push(key);
  }
  const put = (name: string, text: string) => objects.write({ bucket, key: `${prefix}${name}` }, Buffer.from(text));
  await put(`${side}.manifest`, lines.join(''));
  await put(`${side}-images.json`, JSON.stringify([{ prefix: `s3://${bucket}/` }, ...keys]));
}
