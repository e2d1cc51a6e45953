import { AwsError } from '../wire/aws-error.ts';
import { ACCOUNT_ID } from '../wire/service.ts';
import { arnOf } from './arn.ts';
import type { ResourceStore, Resources } from './resource-store.ts';

/** Who registered or approved something: the laptop knows no users of IAM. */
export const LAPTOP_USER = { UserProfileName: 'laptop', IamIdentity: { Arn: `arn:aws:iam::${ACCOUNT_ID}:root` } };

/** `group/version` of a package that is named by its ARN or so. */
export const packageName = (nameOrArn: string) => nameOrArn.replace(/^arn:.*:model-package\//, '');

/** All versions of a group, the oldest first. */
export const packagesOf = (store: ResourceStore, group: string) =>
  store.all('model-package').filter((one) => one.ModelPackageGroupName?.toLowerCase() === group.toLowerCase());

/** @param nameOrArn a package's ARN, or `group/version` @throws AwsError where there is none */
export function findPackage(store: ResourceStore, nameOrArn: string): Resources['model-package'] {
  const name = packageName(nameOrArn);
  // Names in ARNs are lower-cased.
  const found = store.all('model-package').find((one) => one.ModelPackageName?.toLowerCase() === name.toLowerCase());
  if (found) return found;
  throw new AwsError('ValidationException', `ModelPackage ${arnOf('model-package', name)} does not exist.`);
}

/** The group of this name. @throws AwsError where there is none */
export function findGroup(store: ResourceStore, name: string): Resources['model-package-group'] {
  const found = store.find('model-package-group', name);
  if (found) return found;
  throw new AwsError(
    'ValidationException',
    `Model Package Group does not exist: ${arnOf('model-package-group', name)}`,
  );
}

/**
 * What a model runs: its own container, or that of the package that it names.
 * @throws AwsError for a package that is gone
 */
export function containerOf(store: ResourceStore, { PrimaryContainer }: Pick<Resources['model'], 'PrimaryContainer'>) {
  const { ModelPackageName, ...own } = PrimaryContainer!;
  if (!ModelPackageName) return own;
  return { ...findPackage(store, ModelPackageName).InferenceSpecification!.Containers![0]!, ...own };
}
