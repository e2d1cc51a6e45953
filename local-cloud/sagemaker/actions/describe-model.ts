import { DescribeModel$, type DescribeModelInput } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeModel = defineAction<DescribeModelInput, unknown>({
  schema: DescribeModel$,
  access: (request) => accessTo('DescribeModel', arnOf('model', request.ModelName!)),
  handle: ({ ModelName }, { store }) =>
    store.find('model', ModelName!) ?? refuseMissing('model', arnOf('model', ModelName!)),
});
