import type { Glance, Recognition } from './format.ts';

/** A folder may hold thousands of annotation files; the first ones tell what they all are. */
const MOST_HEADS = 8;

/** Beginnings of the first files whose names match. */
export async function headsOf({ files, head }: Glance, name: RegExp): Promise<string[]> {
  const heads: string[] = [];
  for (const file of files) {
    if (heads.length === MOST_HEADS) break;
    if (name.test(file)) heads.push((await head(file)).replace(/^\uFEFF/, ''));
  }
  return heads;
}

/** Sure when the beginning of one of the files passes the test. */
export async function recogniseByHead(
  place: Glance,
  name: RegExp,
  test: (head: string) => boolean,
): Promise<Recognition> {
  return (await headsOf(place, name)).some(test) ? 'surely' : 'no';
}

/** The files that a reader goes through: a file that a person named is read whatever it is called. */
export const filesNamed = ({ files }: Pick<Glance, 'files'>, name: RegExp): readonly string[] =>
  files.length === 1 ? files : files.filter((file) => name.test(file));
