import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { boundingBoxLabelSchema } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import type { ContainerPaths } from '../container/container.ts';
import type { LabeledFile, LabeledFiles } from '../detector/images/dataset.ts';
import { ClientError } from './client-error.ts';
import type { BuiltInHyperparameters } from './hyperparameters.ts';
import { labeledFile } from './labeled-file.ts';

/** One image's JSON; `categories` is for people. */
const annotationSchema = z.extend(boundingBoxLabelSchema, { file: z.string() });

export const annotationChannel = (channel: string) => `${channel}_annotation`;

/**
 * Reads a channel of image files in File mode and its channel of annotations, one JSON each, whose `file` is the
 * image's path (SageMaker developer guide, object-detection).
 * @throws ClientError; InvalidDocumentError for a broken annotation
 */
export async function readAnnotatedFolder(
  paths: ContainerPaths,
  channel: string,
  hyperparameters: BuiltInHyperparameters,
): Promise<LabeledFiles> {
  const folder = paths.channel(annotationChannel(channel));
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = found.filter((entry) => entry.isFile() && entry.name.endsWith('.json'));
  const hash = createHash('sha256');
  const files: LabeledFile[] = [];
  for (const path of names.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    const text = await readFile(path, 'utf8');
    hash.update(text);
    const what = `${annotationChannel(channel)}: ${path.slice(folder.length + 1)}`;
    const annotation = parseJson(annotationSchema, text, what);
    const image = join(paths.channel(channel), annotation.file);
    if (!existsSync(image))
      throw new ClientError(`${what} names ${annotation.file}, which the channel ${channel} lacks`);
    files.push(labeledFile(image, annotation, what, hyperparameters));
  }
  if (files.length === 0) throw new ClientError(`the channel ${annotationChannel(channel)} has no JSON file`);
  return { files, skipped: 0, hash: hash.digest('hex') };
}
