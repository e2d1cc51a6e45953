import type { ApiAction } from '../wire/api-action.ts';
import type { EcrContext } from './action.ts';
import { batchGetImage } from './actions/batch-get-image.ts';
import { describeRepositories } from './actions/describe-repositories.ts';

/** ECR as far as `labelloop deploy` and `serverless remove` ask it; docs/feature-support.md lists it. */
export const ECR_ACTIONS: ReadonlyArray<ApiAction<object, unknown, EcrContext>> = [batchGetImage, describeRepositories];
