import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { detectCustomLabels } from '../../shared/aws/rekognition.ts';
import { CommandError } from '../command.ts';
import type { OverlaidBox } from '../pictures/box-overlay.ts';

/** What Rekognition takes in a request (developer guide, "Guidelines and quotas"). */
const LARGEST_BYTES = 4 * 2 ** 20;
const LONGEST_SIDE = 4096;
const SMALLER_SIDE = 2048;

/** One thing that was found; `box` in pixels of the upright image, undefined for a class of the whole. */
export interface FoundLabel {
  label: string;
  confidence: number;
  box: { left: number; top: number; width: number; height: number } | undefined;
}

/** @throws CommandError for a file that is none, or no image */
export async function readImageFile(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: Error) => {
    throw new CommandError(`cannot read ${path}`, { why: error.message, todo: 'name an image: JPEG or PNG' });
  });
  const { format } = await sharp(bytes)
    .metadata()
    .catch((error: Error) => {
      throw new CommandError(`${path} is no image`, { why: error.message, todo: 'name an image: JPEG or PNG' });
    });
  if (format === 'jpeg' || format === 'png') return bytes;
  throw new CommandError(`${path} is ${format}`, { todo: 'Rekognition Custom Labels takes JPEG and PNG' });
}

/**
 * Asks a running version. An image that is too large for a request, or stored turned, is sent smaller and upright:
 * answers are in shares of it.
 * @param least confidence, 0..1; undefined: what Rekognition assumes for each label
 * @param labels of the project; order = colours
 */
export async function askCustomLabels(
  versionArn: string,
  image: Buffer,
  least: number | undefined,
  labels: readonly string[],
): Promise<{ labels: FoundLabel[]; drawn: OverlaidBox[] }> {
  const { autoOrient, orientation = 1 } = await sharp(image).metadata();
  const { width, height } = autoOrient;
  const isSmall = image.length <= LARGEST_BYTES && Math.max(width, height) <= LONGEST_SIDE;
  const sent = isSmall && orientation === 1 ? image : await uprightAndSmaller(image);
  const found = (await detectCustomLabels(versionArn, sent, least)).map(({ label, confidence, box }) => ({
    ...{ label, confidence },
    box: box && {
      ...{ left: box.left * width, top: box.top * height },
      ...{ width: box.width * width, height: box.height * height },
    },
  }));
  const drawn = found.map(({ label, confidence, box = { left: 0, top: 0, width, height } }) => ({
    ...box,
    classId: Math.max(0, labels.indexOf(label)),
    tag: `${label} ${confidence.toFixed(2)}`,
  }));
  return { labels: found, drawn };
}

const uprightAndSmaller = (image: Buffer) =>
  sharp(image)
    .autoOrient()
    .resize(SMALLER_SIDE, SMALLER_SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 90 })
    .toBuffer();
