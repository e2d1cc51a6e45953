import { ACCOUNT_ID, REGION } from '../wire/service.ts';

export type ResourceKind =
  | 'training-job'
  | 'model'
  | 'model-package-group'
  | 'model-package'
  | 'processing-job'
  | 'transform-job'
  | 'endpoint-config'
  | 'endpoint';

/** SageMaker lower-cases names in ARNs. */
export const arnOf = (kind: ResourceKind, name: string) =>
  `arn:aws:sagemaker:${REGION}:${ACCOUNT_ID}:${kind}/${name.toLowerCase()}`;

/** `arn:aws:iam::000000000000:role/labelloop-training` -> `labelloop-training`: who a job is towards S3. */
export const roleName = (roleArn: string) => roleArn.split('/').at(-1)!;
