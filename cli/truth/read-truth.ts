import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { CommandError } from '../command.ts';
import { parseCoco } from './coco.ts';
import type { TrueBox } from './labeled-box.ts';
import { parseVoc } from './voc.ts';

const stem = (fileName: string) => basename(fileName, extname(fileName));

/**
 * Reads the truth for a folder of images: VOC XML files (one an image, of the same base name) or COCO JSON.
 * @param folder holds `*.xml`, or one or more `*.json`
 * @returns boxes by the image's file name without its extension
 * @throws CommandError when the folder has neither
 */
export async function readTruth(folder: string): Promise<Map<string, TrueBox[]>> {
  const names = await readdir(folder, { recursive: true }).catch((error: Error) => {
    throw new CommandError(`cannot read the truth: ${error.message}`, { where: folder });
  });
  const truth = new Map<string, TrueBox[]>();
  for (const name of names.filter((each) => each.endsWith('.xml')))
    truth.set(stem(name), parseVoc(await readFile(join(folder, name), 'utf8')).boxes);
  if (truth.size) return truth;
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    const coco = parseCoco(JSON.parse(await readFile(join(folder, name), 'utf8')), name);
    for (const [fileName, boxes] of coco) truth.set(stem(fileName), boxes);
  }
  if (truth.size) return truth;
  throw new CommandError('there is no truth here', {
    where: folder,
    todo: 'name a folder with VOC XML files (one an image, same base name) or COCO JSON by --truth',
  });
}
