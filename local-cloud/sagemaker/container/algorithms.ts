import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError } from '../../wire/aws-error.ts';

/** The containers that the laptop has: ECR repository name -> folder with `train.ts` and `serve.ts`. */
export type Algorithms = Record<string, string>;

/**
 * The folder of a container image, e.g. of `000000000000.dkr.ecr.us-east-1.amazonaws.com/labelloop/detector:1`.
 * @throws AwsError for an image that the laptop does not have
 */
export function algorithmFolder(algorithms: Algorithms, image: string | undefined): string {
  const repository = (image ?? '').replace(/^[^/]*\.[^/]*\//, '').replace(/[:@].*$/, '');
  const folder = algorithms[repository] ?? algorithms[repository.split('/').at(-1)!];
  if (folder && existsSync(join(folder, 'serve.ts'))) return folder;
  throw new AwsError(
    'ValidationException',
    `the laptop cloud has no container image ${JSON.stringify(image ?? '')}; it has: ${Object.keys(algorithms).join(', ')} (docs/feature-support/sagemaker.md)`,
  );
}
