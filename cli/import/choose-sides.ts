import { readFile } from 'node:fs/promises';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { splitOf } from '../../shared/domain/batches/dataset-split.ts';
import { videoOfName } from '../../shared/domain/batches/video-frames.ts';
import { LikeTexts } from '../../shared/domain/texts/like-texts.ts';
import { sha256 } from '../../shared/sha256.ts';
import { groupByLook } from '../dataset/near-duplicate-groups.ts';
import type { PlannedImage } from './plan-import.ts';

type Side = LedgerRecord['split'];

/** A larger share of the images that all look alike would empty one side. */
const LARGEST_GROUP = 0.1;

/**
 * The side of each image, by its hash: an earlier image stays where it is, and images that look alike go where the
 * first of them goes, so that no model is measured on what it learned. Frames of one video are on one side.
 * @param images sorted by hash
 * @param known sides of images that the project has already
 * @returns sides by hash, and how many images look too much alike to be kept together
 */
export async function chooseSides(
  { uid, validationFraction }: Project,
  images: readonly PlannedImage[],
  known: ReadonlyMap<string, Side>,
): Promise<{ sides: Map<string, Side>; parted: number }> {
  const groups = images.some(({ text }) => text !== undefined) ? groupTexts(images) : await groupImages(images);
  const members = Map.groupBy(images.keys(), (at) => groups[at]!);
  const most = Math.max(2, LARGEST_GROUP * images.length);
  const hashOf = (at: number) => images[at]!.image.sha256;
  const ownSide = (hash: string, what = hash) => known.get(hash) ?? splitOf(what, uid, validationFraction, sha256);
  const sides = new Map<string, Side>();
  let parted = 0;
  for (const group of members.values()) {
    const isTooLarge = group.length > most;
    if (isTooLarge) parted += group.length;
    const settled = group.map((at) => known.get(hashOf(at))).filter((side) => side !== undefined);
    const shared = settled.includes('validation') ? 'validation' : (settled[0] ?? ownSide(hashOf(group[0]!)));
    for (const at of group) sides.set(hashOf(at), isTooLarge ? ownSide(hashOf(at)) : (known.get(hashOf(at)) ?? shared));
  }
  for (const [at, { file }] of images.entries()) {
    const video = videoOfName(file.name);
    if (video !== undefined) sides.set(hashOf(at), ownSide(hashOf(at), video));
  }
  return { sides, parted };
}

async function groupImages(images: readonly PlannedImage[]): Promise<readonly number[]> {
  const paths = images.map(({ file }) => file.path);
  return (await groupByLook(paths, (path) => readFile(path))).groups;
}

/** Texts that are nearly the same have one number: that of the first of them. */
function groupTexts(images: readonly PlannedImage[]): number[] {
  const likeness = new LikeTexts();
  const groups = new Map<string, number>();
  return images.map(({ image, text = '' }, at) => {
    likeness.add(image.sha256, text);
    const [copy] = likeness.copiesOf(image.sha256);
    const group = (copy && groups.get(copy.id)) ?? at;
    groups.set(image.sha256, group);
    return group;
  });
}
