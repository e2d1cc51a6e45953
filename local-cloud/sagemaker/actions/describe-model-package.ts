import {
  DescribeModelPackage$,
  type DescribeModelPackageInput,
  type DescribeModelPackageOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { arnOf } from '../arn.ts';
import { findPackage, packageName } from '../model-packages.ts';

export const describeModelPackage = defineAction<DescribeModelPackageInput, DescribeModelPackageOutput>({
  schema: DescribeModelPackage$,
  access: (request) => accessTo('DescribeModelPackage', arnOf('model-package', packageName(request.ModelPackageName!))),
  handle({ ModelPackageName }, { store }) {
    const { clientToken: _, ...described } = findPackage(store, ModelPackageName!);
    return described;
  },
});
