import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltInAlgorithm, builtInAlgorithm } from '../../../shared/domain/training/built-in-images.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { listBoundAlgorithms, programsOf } from './bound-algorithms.ts';
import type { Programs } from './program.ts';

/** The containers that the laptop has, each a folder with `train.ts` and `serve.ts`. */
export interface ContainerImages {
  /** The folders of containers by the name of their ECR repository. */
  repositories: Record<string, string>;
  /** What runs in place of SageMaker's built-in algorithms. */
  standIns?: Partial<Record<BuiltInAlgorithm, string>>;
  /** Where images are bound to people's own folders. */
  boundIn?: string;
}

export interface ContainerImage extends Programs {
  /** The built-in algorithm in whose place it runs. */
  standsInFor?: BuiltInAlgorithm;
}

/**
 * What runs the script of a processing job: the environment of an algorithm that was bound to the image, else the
 * Python of this machine.
 */
export function findProcessingPrograms({ boundIn }: ContainerImages, image = ''): Programs {
  const bound = boundIn === undefined ? [] : listBoundAlgorithms(boundIn);
  const binding = bound.find((one) => one.image === image);
  return { folder: binding?.folder ?? '', isBound: true, environment: binding?.environment ?? null };
}

/**
 * The algorithm of a container image, e.g. of `000000000000.dkr.ecr.us-east-1.amazonaws.com/labelloop/detector:1`.
 * @throws AwsError for an image that the laptop does not have
 */
export function findContainerImage(
  { repositories, standIns = {}, boundIn }: ContainerImages,
  image = '',
): ContainerImage {
  const bound = boundIn === undefined ? [] : listBoundAlgorithms(boundIn);
  const binding = bound.find((one) => one.image === image);
  if (binding) return programsOf(binding);
  const builtIn = builtInAlgorithm(image);
  const standIn = builtIn && standIns[builtIn];
  if (standIn) return { folder: standIn, standsInFor: builtIn };
  const repository = image.replace(/^[^/]*\.[^/]*\//, '').replace(/[:@].*$/, '');
  const folder = repositories[repository] ?? repositories[repository.split('/').at(-1)!];
  if (folder && existsSync(join(folder, 'serve.ts'))) return { folder };
  const known = [
    ...Object.keys(repositories),
    ...Object.keys(standIns).map((name) => `the built-in ${name}`),
    ...bound.map((one) => one.image),
  ];
  throw new AwsError(
    'ValidationException',
    `the laptop cloud has no container image ${JSON.stringify(image)}; it has: ${known.join(', ')}. \`labelloop algorithms add NAME --image ${image} --dir DIR\` binds an image to a folder with its programs (docs/algorithms.md)`,
  );
}
