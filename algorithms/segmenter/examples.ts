import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { maskLabelSchema, maskMetadataSchema, polygonLabelSchema } from '../../shared/contracts/label-values.ts';
import { parse } from '../../shared/contracts/parse.ts';
import { uncheckedLabels } from '../../shared/domain/batches/unchecked-labels.ts';
import { isByMachine } from '../../shared/domain/labeling/by-machine.ts';
import {
  type ClassMask,
  type ColourMap,
  type OutlinedObject,
  paintOutlines,
  readClassMask,
} from '../../shared/domain/shapes/class-mask.ts';
import type { ImageSize } from '../../shared/domain/shapes/image-size.ts';
import { ObjectMissingError } from '../../shared/errors.ts';
import type { Picture } from '../images/augmentation.ts';
import { readImage } from '../images/image-file.ts';
import {
  filesByName,
  fourAtATime,
  type LabeledLine,
  type LabeledLines,
  readLabeledLines,
} from '../images/labeled-lines.ts';
import { pngCodec } from '../images/png-codec.ts';
import type { Learning } from '../network/learning.ts';
import type { Counted } from '../network/trainer.ts';

/** What people painted or outlined on an image. */
export type AreaLabel = { unchecked: number[] } & Counted &
  ({ mask: string; colours: ColourMap } | { size: ImageSize; objects: OutlinedObject[] });

/** The labels of a channel of either type of task. @throws InvalidDocumentError, ObjectMissingError */
export async function readAreaLabels(
  channelFolder: string,
  imageFolders: readonly string[],
  maskFolders: readonly string[],
  { labels, labelAttributeName, taskType }: Pick<Learning, 'labels' | 'labelAttributeName' | 'taskType'>,
): Promise<LabeledLines<AreaLabel>> {
  const masks = await filesByName(maskFolders);
  return readLabeledLines(channelFolder, imageFolders, labelAttributeName, (line, where) => {
    const what = `${where}: ${labelAttributeName}`;
    const metadata = line[`${labelAttributeName}-metadata`];
    const common = { unchecked: uncheckedLabels(metadata, labels), ...(isByMachine(metadata) && { byMachine: true }) };
    if (taskType === 'polygon') {
      const { image_size, annotations } = parse(polygonLabelSchema, line[labelAttributeName], what);
      const objects = annotations.filter(({ class_id }) => class_id >= 0 && class_id < labels.length);
      return { ...common, size: image_size[0]!, objects };
    }
    const uri = parse(maskLabelSchema, line[labelAttributeName], what);
    const mask = masks.get(basename(uri));
    if (!mask) throw new ObjectMissingError(`${where} names ${uri}, but no mask channel holds a file ${basename(uri)}`);
    const colours = parse(maskMetadataSchema, metadata, `${what}-metadata`)['internal-color-map'];
    return { ...common, mask, colours };
  });
}

/** The label as a class for every pixel of the upright image. @throws InvalidDocumentError for a broken mask */
export async function paintLabel(label: AreaLabel, labels: readonly string[]): Promise<ClassMask> {
  if ('mask' in label) return readClassMask(await readFile(label.mask), label.colours, labels, pngCodec);
  return { ...label.size, pixels: Uint8Array.from(paintOutlines(label.objects, label.size)) };
}

export interface AreaExample extends Picture, Counted {
  /** Per pixel of the picture: 0 is background, else the class id + 1. */
  classes: Uint8Array;
  unchecked: readonly number[];
  /** The size of the upright image in the file. */
  original: ImageSize;
}

/** Decodes each image once, scaled to the frame, with its label. */
export const loadAreaExamples = (
  lines: ReadonlyArray<LabeledLine<AreaLabel>>,
  labels: readonly string[],
  frame: ImageSize,
  onProgress: (done: number) => void,
): Promise<AreaExample[]> =>
  fourAtATime(
    lines,
    async ({ file, label }) => {
      const { pixels, width, height, original } = await readImage(file, frame);
      return {
        pixels,
        width,
        height,
        original,
        classes: await scaledClasses(label, labels, { width, height }),
        unchecked: label.unchecked,
        ...(label.byMachine && { byMachine: true }),
      };
    },
    onProgress,
  );

async function scaledClasses(label: AreaLabel, labels: readonly string[], to: ImageSize): Promise<Uint8Array> {
  if (!('mask' in label)) return outlinedClasses(label.size, label.objects, to);
  const { width, height, pixels } = await paintLabel(label, labels);
  const classes = new Uint8Array(to.width * to.height);
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor(((y + 0.5) * height) / to.height) * width;
    for (let x = 0; x < to.width; x++)
      classes[y * to.width + x] = pixels[row + Math.floor(((x + 0.5) * width) / to.width)]!;
  }
  return classes;
}

/** Where two objects touch, a line of background keeps them apart: outlines are traced around connected parts. */
function outlinedClasses(from: ImageSize, objects: readonly OutlinedObject[], to: ImageSize): Uint8Array {
  const shrink = { x: from.width / to.width, y: from.height / to.height };
  const owners = paintOutlines(objects, to, shrink, (index) => index + 1);
  const classes = new Uint8Array(owners.length);
  owners.forEach((owner, at) => {
    if (owner === 0) return;
    const column = at % to.width;
    const isOther = (near: number) => owners[near] !== undefined && owners[near] !== 0 && owners[near] !== owner;
    const touches =
      isOther(at - to.width) ||
      isOther(at + to.width) ||
      (column > 0 && isOther(at - 1)) ||
      (column < to.width - 1 && isOther(at + 1));
    if (!touches) classes[at] = objects[owner - 1]!.class_id + 1;
  });
  return classes;
}
