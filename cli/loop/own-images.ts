import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { CommandError } from '../command.ts';
import { collectFiles } from '../intake/collect-files.ts';
import type { TrueBox } from './labeled-box.ts';
import type { TrueFile } from './loop-session.ts';

/** A person's folder, split into what is dropped and what only measures the model in the end. */
export interface OwnImages {
  dropped: TrueFile[];
  heldOut: TrueFile[];
  /** Names of images without truth; they are left out. */
  unknown: string[];
}

const IMAGE = /\.(jpe?g|png)$/i;
const HELD_OUT_EVERY = 5;

/**
 * Every fifth image by sorted name is held out. Boxes of other labels than these are no part of the task and are left
 * out.
 * @param truth by file name without extension
 * @throws CommandError when there are too few images, or none of the labels occurs
 */
export async function splitOwnImages(
  folder: string,
  truth: ReadonlyMap<string, readonly TrueBox[]>,
  labels: readonly string[],
): Promise<OwnImages> {
  const files = (await collectFiles([folder])).files.filter(({ name }) => IMAGE.test(name));
  const stem = (name: string) => basename(name, extname(name));
  const known = files.filter(({ name }) => truth.has(stem(name)));
  const wanted = (name: string) => truth.get(stem(name))!.filter(({ label }) => labels.includes(label));
  const images = known.map(({ name, path }) => ({
    name,
    read: async () => ({ bytes: await readFile(path), truth: wanted(name) }),
  }));
  if (images.length < HELD_OUT_EVERY)
    throw new CommandError(`only ${images.length} images with truth`, {
      where: folder,
      why: `${files.length} JPEG or PNG files; truth is matched by file name without extension`,
    });
  if (known.every(({ name }) => wanted(name).length === 0)) {
    const there = [...new Set([...truth.values()].flat().map(({ label }) => label))];
    throw new CommandError(`no box has one of the labels ${labels.join(', ')}`, {
      why: `the truth has ${there.join(', ')}`,
    });
  }
  const isHeldOut = (index: number) => index % HELD_OUT_EVERY === HELD_OUT_EVERY - 1;
  return {
    dropped: images.filter((_, index) => !isHeldOut(index)),
    heldOut: images.filter((_, index) => isHeldOut(index)),
    unknown: files.filter((file) => !known.includes(file)).map(({ name }) => name),
  };
}

/** A project name from a folder's: 1-24 characters of a-z, 0-9 and -. */
export function projectNameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 24)
    .replaceAll(/^-+|-+$/g, '');
  return name || 'images';
}
