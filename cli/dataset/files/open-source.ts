import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { DatasetSource } from '../../../shared/domain/dataset/formats/format.ts';
import { PictureFinder } from '../../../shared/domain/dataset/picture-finder.ts';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import { CommandError, usageError } from '../../command.ts';
import { filesBelow } from '../../files-below.ts';
import { datasetFiles } from './dataset-files.ts';
import { fileChunks } from './file-chunks.ts';
import { type FindImage, findImagesIn } from './find-images.ts';
import { openSpool } from './spool.ts';
import { utf8Chunks } from './utf8-chunks.ts';

const HEAD_BYTES = 64 * 1024;
/** Hundreds of them may be open at once. */
const SPOOL_BUFFER = 16 * 1024;
const decoder = new TextDecoder();

/** Everything a reader needs of a place, but for the images. */
type Place = Pick<DatasetSource, 'files' | 'chunks'> & {
  /** A file of the place itself, named by its path there or, on S3, by its URI. */
  bytes(ref: string): Promise<Uint8Array | undefined>;
};

export interface OpenedSource extends DatasetSource {
  /** The first characters of a file, however long its lines are. */
  head(file: string): Promise<string>;
  /** The class list that a conversion or a merge of ours left in the folder. */
  ownClasses(): Promise<string | undefined>;
}

/**
 * Opens a dataset: a file, a folder, or either on S3 with the credentials and the endpoint of the environment.
 * @param images folder with the images; `s3` = where the labels say, on S3; undefined = in the dataset's own folder, if
 *   they are there
 * @throws CommandError when there is nothing
 */
export async function openSource(where: string, images: string | undefined): Promise<OpenedSource> {
  const place = where.startsWith('s3://') ? await s3Place(where) : await localPlace(where);
  const chunks = (file: string) => utf8Chunks(place.chunks(file), file);
  const text = async (file: string) => {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks(file)) parts.push(new Uint8Array(chunk));
    return decoder.decode(Buffer.concat(parts));
  };
  const own = imagesOf(place);
  const remote: FindImage = async (ref) => (ref.startsWith('s3://') ? s3Bytes(ref) : undefined);
  const lookUps =
    images === undefined
      ? [own, ...(where.startsWith('s3://') ? [remote] : [])]
      : images === 's3'
        ? [remote]
        : [await findImagesIn(images), own];
  const inDataset = new Set(place.files);
  const bytes = async (ref: string) => {
    // A mask of the dataset may have the name of an image elsewhere.
    if (inDataset.has(ref)) return place.bytes(ref);
    for (const lookUp of lookUps) {
      const found = await lookUp(ref);
      if (found) return found;
    }
    return undefined;
  };
  const { files, classList } = datasetFiles(place.files);
  return {
    files,
    ownClasses: async () => classList && text(classList),
    text,
    chunks,
    spool: () => openSpool(SPOOL_BUFFER),
    async head(file) {
      for await (const chunk of chunks(file)) return decoder.decode(chunk.subarray(0, HEAD_BYTES));
      return '';
    },
    bytes,
    imageSize: async (ref) => {
      const found = await bytes(ref);
      if (!found) return undefined;
      // Loaded with the first image: most conversions never look at one.
      const { imageSizeOf } = await import('./read-image-size.ts');
      return imageSizeOf(found);
    },
  };
}

/** Images of the dataset's own folder: where the label says, else as every command finds them. */
function imagesOf({ files, bytes }: Place): FindImage {
  const finder = new PictureFinder(files.length > 1 ? files : []);
  return async (ref) => {
    const found = await bytes(ref);
    const path = found ? undefined : finder.find(ref);
    return path === undefined ? found : bytes(path);
  };
}

async function localPlace(where: string): Promise<Place> {
  const found = await stat(where).catch(() => undefined);
  if (!found)
    throw new CommandError(`there is no ${where}`, { todo: 'name a dataset: a file, a folder or s3://bucket/key' });
  if (!found.isDirectory() && !found.isFile())
    throw usageError(`${where} is a pipe or a device`, 'name a file: a dataset is read more than once');
  const root = resolve(found.isDirectory() ? where : dirname(where));
  const files = found.isDirectory() ? (await filesBelow(root)).files : [basename(where)];
  const path = (file: string) => join(root, ...file.split('/'));
  return {
    files,
    chunks: (file) => fileChunks(path(file)),
    async bytes(ref) {
      // Labels come from anywhere: what they name is read inside of the dataset's folder only.
      const inside = resolve(root, ref);
      if (/^[a-z0-9]+:\/\//i.test(ref) || !inside.startsWith(root + sep)) return undefined;
      return readFile(inside).catch(() => undefined);
    },
  };
}

async function s3Place(where: string): Promise<Place> {
  const [{ listObjects }, { readChunks }] = await Promise.all([
    import('../../../shared/aws/s3.ts'),
    import('../../../shared/aws/object-streams.ts'),
  ]);
  const { bucket, key } = parseS3Uri(where);
  const keys: string[] = [];
  for await (const object of listObjects(bucket, key)) keys.push(object.key);
  const isFile = keys.includes(key);
  const root = isFile ? key.slice(0, key.lastIndexOf('/') + 1) : key === '' || key.endsWith('/') ? key : `${key}/`;
  const files = isFile
    ? [key.slice(root.length)]
    : keys.filter((each) => each.startsWith(root)).map((each) => each.slice(root.length));
  if (files.length === 0)
    throw new CommandError(`there is nothing at ${where}`, {
      todo: '`eval "$(labelloop env)"` points at the laptop cloud',
    });
  return {
    files,
    chunks: (file) => readChunks(bucket, root + file),
    bytes: (ref) => s3Bytes(ref.startsWith('s3://') ? ref : `s3://${bucket}/${root}${ref}`),
  };
}

async function s3Bytes(uri: string): Promise<Uint8Array | undefined> {
  const { bucket, key } = parseS3Uri(uri);
  const { findObject } = await import('../../../shared/aws/s3.ts');
  return (await findObject(bucket, key))?.bytes;
}
