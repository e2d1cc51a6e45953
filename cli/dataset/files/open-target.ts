import { type FileHandle, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Upload } from '../../../shared/aws/object-streams.ts';
import type { DatasetTarget } from '../../../shared/domain/dataset/formats/format.ts';
import { parseS3Uri } from '../../../shared/domain/project/s3-uri.ts';
import { CommandError, exitCodes } from '../../command.ts';
import { untilFinished } from '../../stopping.ts';
import { buffered } from './buffered-file.ts';
import { openSpool } from './spool.ts';

/** Bytes that are collected before they are written. */
const BUFFER = 256 * 1024;

/** A target that can be left in the middle of its work. */
export interface Output extends DatasetTarget {
  /** Gives up what is not finished: on this machine the whole folder, on S3 the open uploads. */
  abandon(): Promise<void>;
  /** Everything is written: what is there stays, whatever comes. */
  finish(): void;
}

/**
 * A folder, here or on S3, that a dataset is written to.
 * @throws CommandError when the folder holds something: two datasets in one folder cannot be told apart later
 */
export async function openTarget(where: string | undefined): Promise<Output> {
  if (where === undefined)
    throw new CommandError('where should the result go?', {
      todo: 'name a folder with --out',
      exitCode: exitCodes.usage,
    });
  return where.startsWith('s3://') ? s3Target(where) : localTarget(where);
}

async function localTarget(folder: string): Promise<Output> {
  const firstMade = await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0)
    throw new CommandError(`${folder} is not empty`, {
      why: 'files of two datasets cannot be told apart later',
      todo: 'name a new folder with --out',
    });
  const path = (file: string) => join(folder, ...file.split('/'));
  const made = new Set<string>();
  const handles = new Set<FileHandle>();
  const makeFolder = async (file: string) => {
    if (isAbandoned) throw new Error(`${folder} was given up`);
    const parent = dirname(file);
    if (made.has(parent)) return;
    await mkdir(parent, { recursive: true });
    made.add(parent);
  };
  // Half a dataset looks like a whole one to whoever comes later. The folder was empty: all that is in it is ours.
  let isAbandoned = false;
  const abandon = async () => {
    isAbandoned = true;
    for (const handle of handles) await handle.close().catch(() => {});
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
    if (firstMade !== undefined) await rm(firstMade, { recursive: true, force: true });
  };
  const finish = untilFinished(abandon);
  return {
    async open(file) {
      await makeFolder(path(file));
      const handle = await open(path(file), 'w');
      handles.add(handle);
      return buffered(
        (bytes) => handle.appendFile(bytes),
        async () => {
          handles.delete(handle);
          await handle.close();
        },
        BUFFER,
      );
    },
    async write(file, content) {
      await makeFolder(path(file));
      await writeFile(path(file), content);
    },
    spool: () => openSpool(BUFFER),
    abandon,
    finish,
  };
}

async function s3Target(where: string): Promise<Output> {
  const [{ writeObject }, { openUpload }] = await Promise.all([
    import('../../../shared/aws/s3.ts'),
    import('../../../shared/aws/object-streams.ts'),
  ]);
  const { bucket, key } = parseS3Uri(where);
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
  const uploads = new Set<Upload>();
  const abandon = async () => {
    await Promise.allSettled([...uploads].map((upload) => upload.abort()));
  };
  return {
    abandon,
    finish: untilFinished(abandon),
    async open(file) {
      const upload = openUpload(bucket, prefix + file, contentType(file));
      uploads.add(upload);
      return buffered(
        (bytes) => upload.write(bytes),
        async () => {
          await upload.finish();
          uploads.delete(upload);
        },
        BUFFER,
      );
    },
    write: (file, content) => writeObject(bucket, prefix + file, content, contentType(file)),
    spool: () => openSpool(BUFFER),
  };
}

const TYPES: Record<string, string> = {
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  xml: 'application/xml',
  csv: 'text/csv',
  html: 'text/html',
};
const contentType = (file: string) =>
  TYPES[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'text/plain; charset=utf-8';
