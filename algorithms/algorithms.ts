import type { OwnAlgorithm } from '../shared/contracts/own-algorithm.ts';
import type { Algorithm } from '../shared/domain/training/algorithm.ts';
import { UnsupportedError } from '../shared/errors.ts';
import { classifier } from './classifier/algorithm.ts';
import { detector } from './detector/algorithm.ts';
import { imageClassification } from './image-classification/algorithm.ts';
import { objectDetection } from './object-detection/algorithm.ts';
import { descriptionProblem, ownImage } from './own-image.ts';
import { segmenter } from './segmenter/algorithm.ts';
import { semanticSegmentation } from './semantic-segmentation/algorithm.ts';

/** Every algorithm that `training.algorithm` may name, by the name of its folder. This is the only list of them. */
export const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  classifier,
  detector,
  'image-classification': imageClassification,
  'object-detection': objectDetection,
  segmenter,
  'semantic-segmentation': semanticSegmentation,
};

/**
 * Whether the algorithm of this name can do without validation images; an unknown one, or one that people bring,
 * cannot.
 */
export const crossValidates = (name: string | OwnAlgorithm): boolean =>
  typeof name === 'string' && Object.hasOwn(ALGORITHMS, name) && ALGORITHMS[name]!.crossValidates === true;

/**
 * The algorithm of this name, or of the image that people bring.
 * @throws UnsupportedError listing the names that there are
 */
export function findAlgorithm(name: string | OwnAlgorithm): Algorithm {
  if (typeof name !== 'string') {
    const problem = descriptionProblem(name);
    if (problem) throw new UnsupportedError(problem);
    return ownImage(name);
  }
  if (Object.hasOwn(ALGORITHMS, name)) return ALGORITHMS[name]!;
  throw new UnsupportedError(
    `training.algorithm is ${JSON.stringify(name)}; labelloop knows ${Object.keys(ALGORITHMS).join(', ')}, and images that people bring (docs/algorithms.md)`,
  );
}
