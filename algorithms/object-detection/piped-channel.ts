import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BoundingBoxLabel, boundingBoxLabelSchema } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { readRecordIo } from '../../shared/domain/training/record-io.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import type { ContainerPaths } from '../container/container.ts';
import type { LabeledFile, LabeledFiles } from '../detector/images/dataset.ts';
import { ClientError } from './client-error.ts';
import type { BuiltInHyperparameters } from './hyperparameters.ts';
import { labeledFile } from './labeled-file.ts';

/** The built-in algorithm's words for records that are not image and label by turns. */
const EMPTY_BATCH =
  'Got empty batch from pipe. Please check if the manifest file contains valid batches and the value of training job parameter AttributeNames matches attributes names in the augmented manifest.';

/**
 * Reads the first epoch of a channel in Pipe mode: RecordIO, an image and its label by turns, as SageMaker streams an
 * augmented manifest with `AttributeNames` [image, label]. The images are put on disk: training reads them again and
 * again.
 * @throws ClientError
 */
export async function readPipedChannel(
  paths: ContainerPaths,
  channel: string,
  hyperparameters: BuiltInHyperparameters,
): Promise<LabeledFiles> {
  const folder = paths.scratch(channel);
  await mkdir(folder, { recursive: true });
  const hash = createHash('sha256');
  const files: LabeledFile[] = [];
  let image: Uint8Array | undefined;
  for await (const record of records(paths, channel, hash)) {
    if (!image) {
      image = record;
      continue;
    }
    const what = `${channel}, image ${files.length + 1}`;
    const file = join(folder, String(files.length + 1));
    const labeled = labeledFile(file, readLabel(record, what), what, hyperparameters);
    await writeFile(file, image);
    files.push(labeled);
    image = undefined;
  }
  if (image || files.length === 0) throw new ClientError(EMPTY_BATCH);
  return { files, skipped: 0, hash: hash.digest('hex') };
}

async function* records(paths: ContainerPaths, channel: string, hash: Hash): AsyncGenerator<Uint8Array> {
  try {
    for await (const record of readRecordIo(createReadStream(`${paths.channel(channel)}_0`))) {
      hash.update(record);
      yield record;
    }
  } catch (error) {
    if (!(error instanceof InvalidDocumentError)) throw error;
    throw new ClientError(
      `Unable to parse record. Please make sure input data is in correct recordio format. (${channel}: ${error.message}; RecordWrapperType must be RecordIO)`,
    );
  }
}

function readLabel(record: Uint8Array, what: string): BoundingBoxLabel {
  try {
    return parseJson(boundingBoxLabelSchema, Buffer.from(record).toString('utf8'), what);
  } catch (error) {
    throw new ClientError(`${EMPTY_BATCH} (${(error as Error).message})`);
  }
}
