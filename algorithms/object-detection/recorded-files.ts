import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { readRecordIo } from '../../shared/domain/training/record-io.ts';
import { InvalidDocumentError } from '../../shared/errors.ts';
import type { ContainerPaths } from '../container/container.ts';
import type { LabeledFile, LabeledFiles } from '../detector/images/dataset.ts';
import { ClientError } from './client-error.ts';
import type { BuiltInHyperparameters } from './hyperparameters.ts';
import { labeledFile } from './labeled-file.ts';

/** MXNet's header of an image record: number of labels, one label, two ids (mxnet, recordio.py, `IRHeader`). */
const HEADER_BYTES = 24;
const NUMBER_BYTES = 4;
/** What a box needs: class, left, top, right, bottom. */
const BOX_NUMBERS = 5;

/**
 * Reads the `.rec` files of a channel in File mode, as `im2rec` packs detection: each record an image, before it the
 * width of its label's header, the width of a box, then boxes with corners as shares of the image.
 * @throws ClientError
 */
export async function readRecordedFiles(
  paths: ContainerPaths,
  channel: string,
  hyperparameters: BuiltInHyperparameters,
): Promise<LabeledFiles> {
  const folder = paths.channel(channel);
  const scratch = paths.scratch(channel);
  await mkdir(scratch, { recursive: true });
  const hash = createHash('sha256');
  const files: LabeledFile[] = [];
  for (const name of (await readdir(folder)).filter((each) => each.endsWith('.rec')).sort()) {
    try {
      for await (const record of readRecordIo(createReadStream(join(folder, name)))) {
        hash.update(record);
        const what = `${channel}: ${name}, record ${files.length + 1}`;
        files.push(await unpack(record, join(scratch, String(files.length + 1)), what, hyperparameters));
      }
    } catch (error) {
      if (!(error instanceof InvalidDocumentError)) throw error;
      throw new ClientError(`${channel}: ${name} is no RecordIO file: ${error.message}`, { cause: error });
    }
  }
  if (files.length === 0) throw new ClientError(`the channel ${channel} has no .rec file with records`);
  return { files, skipped: 0, hash: hash.digest('hex') };
}

async function unpack(
  record: Uint8Array,
  file: string,
  what: string,
  hyperparameters: BuiltInHyperparameters,
): Promise<LabeledFile> {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const labels = record.length >= HEADER_BYTES ? view.getUint32(0, true) : 0;
  const start = HEADER_BYTES + labels * NUMBER_BYTES;
  if (labels < 2 || start >= record.length)
    throw new ClientError(
      `${what} has no label of boxes: pack it with im2rec --pack-label, header and box width first`,
    );
  const numbers = Array.from({ length: labels }, (_, at) => view.getFloat32(HEADER_BYTES + at * NUMBER_BYTES, true));
  const [header, width] = numbers as [number, number];
  if (header < 2 || width < BOX_NUMBERS || (labels - header) % width !== 0)
    throw new ClientError(`${what} has a label of ${labels} numbers, which are no boxes of ${width} after ${header}`);
  const image = record.subarray(start);
  const size = await sharp(image)
    .metadata()
    .catch((cause: Error) => {
      throw new ClientError(`${what} holds no image: ${cause.message}`, { cause });
    });
  const annotations = Array.from({ length: (labels - header) / width }, (_, at) => {
    const [class_id, xmin, ymin, xmax, ymax] = numbers.slice(header + at * width) as [
      number,
      number,
      number,
      number,
      number,
    ];
    return {
      class_id,
      ...{ left: xmin * size.width, top: ymin * size.height },
      ...{ width: (xmax - xmin) * size.width, height: (ymax - ymin) * size.height },
    };
  });
  const label = { image_size: [{ width: size.width, height: size.height, depth: 3 }], annotations };
  const labeled = labeledFile(file, label, what, hyperparameters);
  await writeFile(file, image);
  return labeled;
}
