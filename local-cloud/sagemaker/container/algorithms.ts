import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltInAlgorithm, builtInAlgorithm } from '../../../shared/domain/training/built-in-images.ts';
import { AwsError } from '../../wire/aws-error.ts';

/** The containers that the laptop has, each a folder with `train.ts` and `serve.ts`. */
export interface Algorithms {
  /** By the name of their ECR repository. */
  repositories: Record<string, string>;
  /** What runs in place of SageMaker's built-in algorithms. */
  standIns?: Partial<Record<BuiltInAlgorithm, string>>;
}

export interface Algorithm {
  folder: string;
  /** The built-in algorithm in whose place it runs. */
  standsInFor?: BuiltInAlgorithm;
}

/**
 * The algorithm of a container image, e.g. of `000000000000.dkr.ecr.us-east-1.amazonaws.com/labelloop/detector:1`.
 * @throws AwsError for an image that the laptop does not have
 */
export function findAlgorithm({ repositories, standIns = {} }: Algorithms, image = ''): Algorithm {
  const builtIn = builtInAlgorithm(image);
  const standIn = builtIn && standIns[builtIn];
  if (standIn) return { folder: standIn, standsInFor: builtIn };
  const repository = image.replace(/^[^/]*\.[^/]*\//, '').replace(/[:@].*$/, '');
  const folder = repositories[repository] ?? repositories[repository.split('/').at(-1)!];
  if (folder && existsSync(join(folder, 'serve.ts'))) return { folder };
  const known = [...Object.keys(repositories), ...Object.keys(standIns).map((name) => `the built-in ${name}`)];
  throw new AwsError(
    'ValidationException',
    `the laptop cloud has no container image ${JSON.stringify(image)}; it has: ${known.join(', ')} (docs/feature-support/sagemaker.md)`,
  );
}
