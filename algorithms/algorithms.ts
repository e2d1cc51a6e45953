import type { Algorithm } from '../shared/domain/training/algorithm.ts';
import { UnsupportedError } from '../shared/errors.ts';
import { detector } from './detector/algorithm.ts';
import { objectDetection } from './object-detection/algorithm.ts';

/** Every algorithm that `training.algorithm` may name, by the name of its folder. This is the only list of them. */
export const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  detector,
  'object-detection': objectDetection,
};

/** The algorithm of this name. @throws UnsupportedError listing those that there are */
export function findAlgorithm(name: string): Algorithm {
  if (Object.hasOwn(ALGORITHMS, name)) return ALGORITHMS[name]!;
  throw new UnsupportedError(
    `training.algorithm is ${JSON.stringify(name)}; labelloop knows ${Object.keys(ALGORITHMS).join(', ')}`,
  );
}
