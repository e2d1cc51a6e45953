import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  type BoxAnnotation,
  boundingBoxLabelSchema,
  manifestLineSchema,
} from '../../../shared/contracts/manifest-line.ts';
import { parse, parseJson } from '../../../shared/contracts/parse.ts';
import { uncheckedLabels } from '../../../shared/domain/batches/unchecked-labels.ts';
import type { ImageSize } from '../../../shared/domain/shapes/image-size.ts';
import { ObjectMissingError } from '../../../shared/errors.ts';
import { readImage } from '../../images/image-file.ts';
import type { Example } from './augmentation.ts';

/** One labeled image of a manifest; boxes in pixels of the upright image. No boxes: it shows none of the objects. */
export interface LabeledFile extends ImageSize {
  file: string;
  boxes: BoxAnnotation[];
  /** Ids of the labels that nobody looked for on it. */
  unchecked: number[];
}

export interface LabeledFiles {
  files: LabeledFile[];
  /** Lines without a label: their labeling failed. */
  skipped: number;
  /** Hash of the manifests: another dataset must not resume this one's checkpoint. */
  hash: string;
}

const DEGENERATE = 2;

/**
 * Reads every manifest of a channel's folder. Images are found in `imageFolders` by the base name of `source-ref`.
 * @throws InvalidDocumentError for a broken line, ObjectMissingError for an image that is in no folder
 */
export async function readLabeledFiles(
  channelFolder: string,
  imageFolders: readonly string[],
  attribute: string,
  labels: readonly string[],
): Promise<LabeledFiles> {
  const images = await filesByName(imageFolders);
  const hash = createHash('sha256');
  const files: LabeledFile[] = [];
  let skipped = 0;
  for (const manifest of (await listFiles(channelFolder)).sort()) {
    let number = 0;
    for await (const text of createInterface({ input: createReadStream(manifest), crlfDelay: Infinity })) {
      number++;
      if (text.trim() === '') continue;
      const where = `${basename(manifest)}, line ${number}`;
      hash.update(text).update('\n');
      const line = parseJson(manifestLineSchema, text, where);
      if (line['source-ref'] === undefined || line[attribute] === undefined) {
        skipped++;
        continue;
      }
      const label = parse(boundingBoxLabelSchema, line[attribute], `${where}: ${attribute}`);
      const name = basename(line['source-ref']);
      const file = images.get(name);
      if (!file)
        throw new ObjectMissingError(`${where} names ${line['source-ref']}, but no image channel holds a file ${name}`);
      const { width, height } = label.image_size[0]!;
      const boxes = usable(label.annotations, labels.length);
      files.push({ file, width, height, boxes, unchecked: uncheckedLabels(line[`${attribute}-metadata`], labels) });
    }
  }
  return { files, skipped, hash: hash.digest('hex') };
}

/** Decodes each image once, scaled to the frame; four at a time. */
export async function loadExamples(
  files: readonly LabeledFile[],
  frame: ImageSize,
  onProgress: (done: number) => void,
): Promise<Example[]> {
  const examples: Example[] = [];
  const queue = files.entries();
  let done = 0;
  const worker = async () => {
    for (const [index, { file, boxes, unchecked }] of queue) {
      const { pixels, width, height, original } = await readImage(file, frame);
      examples[index] = {
        pixels,
        width,
        height,
        boxes: boxes.map((box) => scaleBox(box, original, { width, height })),
        unchecked,
      };
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return examples;
}

/** Without boxes that are too small to be drawn, or of labels that are none. */
export const usable = (boxes: readonly BoxAnnotation[], labels: number) =>
  boxes.filter(
    (box) => box.width >= DEGENERATE && box.height >= DEGENERATE && box.class_id >= 0 && box.class_id < labels,
  );

function scaleBox(box: BoxAnnotation, from: ImageSize, to: ImageSize): BoxAnnotation {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return { class_id: box.class_id, left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y };
}

async function filesByName(folders: readonly string[]): Promise<Map<string, string>> {
  const lists = await Promise.all(folders.map(listFiles));
  return new Map(lists.flat().map((file) => [basename(file), file]));
}

/** All files under a folder; none when the folder is missing: channels are optional. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
