import {
  DescribeModelPackageGroup$,
  type DescribeModelPackageGroupInput,
  type DescribeModelPackageGroupOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { arnOf } from '../arn.ts';
import { findGroup } from '../model-packages.ts';

export const describeModelPackageGroup = defineAction<DescribeModelPackageGroupInput, DescribeModelPackageGroupOutput>({
  schema: DescribeModelPackageGroup$,
  access: (request) =>
    accessTo('DescribeModelPackageGroup', arnOf('model-package-group', request.ModelPackageGroupName!)),
  handle: ({ ModelPackageGroupName }, { store }) => findGroup(store, ModelPackageGroupName!),
});
