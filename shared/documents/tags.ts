import { listObjects, readText } from '../aws/s3.ts';
import { parse, parseJson } from '../contracts/parse.ts';
import { type Tagged, taggedSchema, tagNameSchema } from '../contracts/tags.ts';
import { inParallel } from '../in-parallel.ts';
import { sha256 } from '../sha256.ts';
import { changeDocument } from './change-document.ts';
import { PARALLEL_CALLS } from './ledger.ts';
import type { ProjectBucket } from './project-bucket.ts';

const read = (text: string, key: string): Tagged => parseJson(taggedSchema, text, key);

/** Keys never hold what people wrote: a tag's document is named by the hash of its name. */
const keyOf = ({ keys }: ProjectBucket, tag: string) => keys.tag(sha256(tag).slice(0, 16));

/** The project's tags by name, each with its images' hashes; a tag that no image has is none. */
export async function readTags(bucket: ProjectBucket): Promise<Map<string, readonly string[]>> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket.name, bucket.keys.tagsPrefix)) keys.push(key);
  const found = await inParallel(keys, PARALLEL_CALLS, async (key) =>
    read((await readText(bucket.name, key)).text, key),
  );
  const used = found.filter(({ images }) => images.length > 0).sort((a, b) => (a.tag < b.tag ? -1 : 1));
  return new Map(used.map(({ tag, images }) => [tag, images]));
}

/** Names of the tags that each image has, by its hash. */
export function tagsByImage(tags: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [tag, images] of tags) for (const image of images) found.set(image, [...(found.get(image) ?? []), tag]);
  return found;
}

/**
 * Marks images with a tag, or takes the mark off them.
 * @param images hashes
 * @returns how many of them had it otherwise before
 * @throws InvalidDocumentError for a tag that is no name
 */
export async function changeTag(
  bucket: ProjectBucket,
  tag: string,
  images: readonly string[],
  isOn: boolean,
): Promise<number> {
  parse(tagNameSchema, tag, `the tag ${JSON.stringify(tag)}`);
  let changed = 0;
  await changeDocument(bucket.name, keyOf(bucket, tag), read, (present): Tagged | undefined => {
    const had = new Set(present?.images);
    const other = new Set(images.filter((image) => had.has(image) !== isOn));
    if (other.size === 0) return undefined;
    changed = other.size;
    return { version: 1, tag, images: [...had.symmetricDifference(other)].sort() };
  });
  return changed;
}

/** Takes images out of every tag that has them: those of people who want to be forgotten. */
export async function leaveTags(bucket: ProjectBucket, images: readonly string[]): Promise<void> {
  const gone = new Set(images);
  for (const [tag, tagged] of await readTags(bucket))
    if (tagged.some((image) => gone.has(image))) await changeTag(bucket, tag, images, false);
}
