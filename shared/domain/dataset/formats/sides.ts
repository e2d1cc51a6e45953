import type { Split } from '../image-record.ts';

const WORDS: Record<string, Split> = {
  train: 'train',
  training: 'train',
  trn: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
};

/** What tools put beside the side's word: `obj_train_data`, `instances_val2017`, `train_annotations.coco`. */
const BESIDE =
  /^(obj|data|dataset|set|split|images?|imgs?|pictures|labels?|annotations?|instances|person|keypoints|captions|stuff|panoptic|coco|createml|output|json|xml|manifest|\d+)$/;

const isSide = (word: string) => Object.hasOwn(WORDS, word);

/**
 * The side that a folder or a file of annotations is named after; undefined for a name that says anything else: a
 * folder `crash-test` is no test side.
 */
export function sideNamed(name: string): Split | undefined {
  const words = name
    .replace(/([a-z])(\d)/gi, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const sides = words.filter(isSide);
  const isNothingElse = words.every((word) => isSide(word) || BESIDE.test(word));
  return sides.length === 1 && isNothingElse ? WORDS[sides[0]!] : undefined;
}

/** The side of the innermost folder that is named after one. @param path a file's, with `/` */
export const sideOfFolders = (path: string): Split | undefined =>
  path
    .split('/')
    .slice(0, -1)
    .map(sideNamed)
    .findLast((side) => side !== undefined);

/** The side of a file of annotations: by its own name, else by its folders. */
export function sideOfFile(path: string): Split | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return sideNamed(name.replace(/(\.coco|\.createml)?\.[a-z0-9]+$/i, '')) ?? sideOfFolders(path);
}
