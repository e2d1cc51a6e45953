import type { GalleryFacets, GalleryImage, GalleryPage } from '../contracts/gallery.ts';
import type { GalleryFacts } from './gallery-facts.ts';

/** What a gallery may be narrowed to; what is undefined narrows nothing. */
export interface GalleryChoice {
  /** A class that occurs; `none`: images that show nothing. */
  label?: string | undefined;
  split?: string | undefined;
  by?: string | undefined;
  /** The lowest confidence of the image is below this, 0 to 1. */
  below?: number | undefined;
  batch?: string | undefined;
  /** A word that people marked it with. */
  tag?: string | undefined;
  /** Id of somebody who answered. */
  worker?: string | undefined;
  /** Its workers' answers differ by more than this, 0 to 1. */
  disagreement?: number | undefined;
  /** Its shorter side is below so many pixels. */
  smaller?: number | undefined;
  /** Only images of which there is another one with the same picture. */
  copies?: boolean | undefined;
  /** Only labels that the champion contradicts, those with the most errors first. */
  suspicious?: boolean | undefined;
}

/** Whether it asks about more than labels: the first lines of a dataset cannot answer that. */
export const asksFacts = ({ tag, worker, disagreement, copies, suspicious }: GalleryChoice): boolean =>
  [tag, worker, disagreement, copies, suspicious].some((one) => one !== undefined);

/** The names of all that an image shows. */
const namesOn = ({ shapes, text, classes }: GalleryImage) =>
  new Set([...[...shapes, ...(text?.spans ?? [])].map((one) => one.label), ...classes]);

/** The part from `offset` of the images that fit. @param facts those that the choice asks about */
export function choosePage(
  images: readonly GalleryImage[],
  choice: GalleryChoice,
  offset: number,
  limit: number,
  facts: GalleryFacts = {},
): GalleryPage {
  const { label, split, by, below, batch, tag, worker, disagreement, smaller, copies, suspicious } = choice;
  const hasLabel = (image: GalleryImage) =>
    label === undefined || (label === 'none' ? namesOn(image).size === 0 : namesOn(image).has(label));
  const side = ({ width, height }: GalleryImage) => Math.min(width ?? Infinity, height ?? Infinity);
  const places = new Map((suspicious ? (facts.suspects ?? []) : []).map((key, place) => [key, place]));
  const fitting = images.filter(
    (image) =>
      hasLabel(image) &&
      (split === undefined || image.split === split) &&
      (by === undefined || image.by === by) &&
      (below === undefined || (image.confidence !== null && image.confidence < below)) &&
      (batch === undefined || image.batchId === batch) &&
      (tag === undefined || facts.tags?.get(image.sha256)?.includes(tag)) &&
      (smaller === undefined || side(image) < smaller) &&
      (worker === undefined || facts.answers?.get(image.sha256)?.workers.has(worker)) &&
      (disagreement === undefined || (facts.answers?.get(image.sha256)?.disagreement ?? 0) > disagreement) &&
      (!copies || facts.copies?.has(image.sha256)) &&
      (!suspicious || places.has(image.key)),
  );
  if (suspicious) fitting.sort((a, b) => places.get(a.key)! - places.get(b.key)!);
  const shown = fitting.slice(offset, offset + limit).map((image): GalleryImage => {
    const tags = facts.tags?.get(image.sha256);
    return tags ? { ...image, tags } : image;
  });
  return { total: fitting.length, images: shown, facets: { ...facetsOf(images), tag: countTags(images, facts) } };
}

type Counted = Omit<GalleryFacets, 'tag'>;
const counted = new WeakMap<readonly GalleryImage[], Counted>();

/** A version's images are counted once. */
function facetsOf(images: readonly GalleryImage[]): Counted {
  const known = counted.get(images);
  if (known) return known;
  const facets: Counted = { label: {}, split: {}, by: {}, batch: {} };
  const count = (facet: keyof Counted, value: string) => {
    facets[facet][value] = (facets[facet][value] ?? 0) + 1;
  };
  for (const image of images) {
    const names = namesOn(image);
    for (const name of names) count('label', name);
    if (names.size === 0) count('label', 'none');
    count('split', image.split);
    count('by', image.by);
    if (image.batchId !== null) count('batch', image.batchId);
  }
  counted.set(images, facets);
  return facets;
}

/** Tagged images that are in no dataset do not count. */
function countTags(images: readonly GalleryImage[], { tags }: GalleryFacts): GalleryFacets['tag'] {
  const found: GalleryFacets['tag'] = {};
  if (!tags?.size) return found;
  for (const { sha256 } of images) for (const tag of tags.get(sha256) ?? []) found[tag] = (found[tag] ?? 0) + 1;
  return found;
}
