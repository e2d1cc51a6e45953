import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ManifestLine, manifestLineSchema } from '../../shared/contracts/manifest-line.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { ObjectMissingError } from '../../shared/errors.ts';

/** An image of a manifest and what `readLabeledLines` was told to make of its label. */
export interface LabeledLine<Label> {
  /** Path of the image. */
  file: string;
  label: Label;
}

export interface LabeledLines<Label> {
  lines: LabeledLine<Label>[];
  /** Lines without a label: their labeling failed. */
  skipped: number;
  /** Hash of the manifests: another dataset must not resume this one's checkpoint. */
  hash: string;
}

/**
 * Reads every manifest of a channel's folder. Images are found in `imageFolders` by the base name of `source-ref`.
 * @param attribute the label's; lines without it are skipped
 * @param read makes a label of the line; `where` names the line for messages
 * @throws InvalidDocumentError for a broken line, ObjectMissingError for an image that is in no folder, what `read`
 *   throws
 */
export async function readLabeledLines<Label>(
  channelFolder: string,
  imageFolders: readonly string[],
  attribute: string,
  read: (line: ManifestLine, where: string) => Label,
): Promise<LabeledLines<Label>> {
  const images = await filesByName(imageFolders);
  const hash = createHash('sha256');
  const lines: LabeledLine<Label>[] = [];
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
      const name = basename(line['source-ref']);
      const file = images.get(name);
      if (!file)
        throw new ObjectMissingError(`${where} names ${line['source-ref']}, but no image channel holds a file ${name}`);
      lines.push({ file, label: read(line, where) });
    }
  }
  return { lines, skipped, hash: hash.digest('hex') };
}

/** Every file below the folders by its base name. */
export async function filesByName(folders: readonly string[]): Promise<Map<string, string>> {
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

/** Makes something of each item, four at a time, in the items' order. */
export async function fourAtATime<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
  onProgress: (done: number) => void,
): Promise<Made[]> {
  const made: Made[] = [];
  const queue = items.entries();
  let done = 0;
  const worker = async () => {
    for (const [index, item] of queue) {
      made[index] = await make(item);
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  return made;
}
