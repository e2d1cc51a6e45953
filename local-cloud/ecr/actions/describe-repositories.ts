import {
  DescribeRepositories$,
  type DescribeRepositoriesRequest,
  type DescribeRepositoriesResponse,
} from '@aws-sdk/client-ecr';
import { ACCOUNT_ID, REGION } from '../../wire/service.ts';
import { defineAction, repositoryArn, requireRepository } from '../action.ts';

/** By name; without names it lists none. */
export const describeRepositories = defineAction<DescribeRepositoriesRequest, DescribeRepositoriesResponse>({
  schema: DescribeRepositories$,
  access: ({ repositoryNames = ['*'] }) =>
    repositoryNames.map((name) => ({ action: 'ecr:DescribeRepositories', resource: repositoryArn(name) })),
  handle({ repositoryNames = [] }, context) {
    for (const name of repositoryNames) requireRepository(context, name);
    return {
      repositories: repositoryNames.map((repositoryName) => ({
        repositoryName,
        repositoryArn: repositoryArn(repositoryName),
        registryId: ACCOUNT_ID,
        repositoryUri: `${ACCOUNT_ID}.dkr.ecr.${REGION}.amazonaws.com/${repositoryName}`,
      })),
    };
  },
});
