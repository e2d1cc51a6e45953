import type { ApiAction } from '../wire/api-action.ts';
import { AwsError } from '../wire/aws-error.ts';
import { ACCOUNT_ID, REGION } from '../wire/service.ts';

/** What ECR's actions work on. */
export interface EcrContext {
  /** Whether a stack has the repository. */
  hasRepository(name: string): boolean;
  tags(repository: string): string[];
}

/** One action of ECR, with the types of its input and output. */
export const defineAction = <Input extends object, Output>(
  action: ApiAction<Input, Output, EcrContext>,
): ApiAction<object, unknown, EcrContext> => action;

export const repositoryArn = (name: string) => `arn:aws:ecr:${REGION}:${ACCOUNT_ID}:repository/${name}`;

/** @throws AwsError RepositoryNotFoundException */
export function requireRepository({ hasRepository }: EcrContext, name: string): void {
  if (hasRepository(name)) return;
  const message = `The repository with name '${name}' does not exist in the registry with id '${ACCOUNT_ID}'`;
  throw new AwsError('RepositoryNotFoundException', message);
}
