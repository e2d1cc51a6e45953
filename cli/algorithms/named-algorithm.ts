import { ALGORITHMS } from '../../algorithms/algorithms.ts';
import { listBoundAlgorithms } from '../../local-cloud/sagemaker/container/bound-algorithms.ts';
import type { OwnAlgorithm } from '../../shared/contracts/own-algorithm.ts';
import { CommandError } from '../command.ts';
import { closestName } from '../did-you-mean.ts';
import { describedAlgorithm, readAlgorithmFolder } from './algorithm-folder.ts';

/** What a project says of an algorithm that people name, and values that it wants where nobody says one. */
export interface NamedAlgorithm {
  algorithm: string | OwnAlgorithm;
  hyperparameters: Record<string, string>;
  license?: string | undefined;
}

/** An image in Amazon's registry: the only kind that SageMaker takes. */
const OF_AWS = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/;

/**
 * One of labelloop's algorithms, or one that `labelloop algorithms add` named.
 * @param onAws the project is in an AWS account, which cannot see this machine's folders
 * @throws CommandError for a name that there is not
 */
export function namedAlgorithm(dataDir: string, name: string, onAws: boolean): NamedAlgorithm {
  if (Object.hasOwn(ALGORITHMS, name)) return { algorithm: name, hyperparameters: {} };
  const bound = listBoundAlgorithms(dataDir);
  const binding = bound.find((one) => one.name === name);
  if (!binding) {
    const known = [...Object.keys(ALGORITHMS), ...bound.map((one) => one.name)];
    const close = closestName(name, known);
    throw new CommandError(`there is no algorithm ${name}`, {
      why: `there is ${known.join(', ')}`,
      todo: close ? `did you mean ${close}?` : '`labelloop algorithms add NAME --dir DIR` brings one',
    });
  }
  if (onAws && !OF_AWS.test(binding.image))
    throw new CommandError(`${binding.image} is an image of this machine only`, {
      todo: `labelloop algorithms push ${name} --stage STAGE builds it in the account; or bind an image that is there: labelloop algorithms add ${name} --image ACCOUNT.dkr.ecr.REGION.amazonaws.com/${name}:1 --dir ${binding.folder}`,
    });
  const folder = readAlgorithmFolder(binding.folder, 'description');
  const { hyperparameters = {}, license } = folder.file;
  return { algorithm: describedAlgorithm(folder, binding.image), hyperparameters, license };
}
