import {
  CreateTransformJob$,
  type CreateTransformJobRequest,
  type CreateTransformJobResponse,
} from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../wire/aws-error.ts';
import { accessTo, defineAction, refuse, refuseMissing } from '../action.ts';
import { arnOf } from '../arn.ts';

export const createTransformJob = defineAction<CreateTransformJobRequest, CreateTransformJobResponse>({
  schema: CreateTransformJob$,
  access: (request) => accessTo('CreateTransformJob', arnOf('transform-job', request.TransformJobName!), request),
  handle(request, { store, clock, transformJobs }) {
    const name = request.TransformJobName!;
    const arn = arnOf('transform-job', name);
    if (store.find('transform-job', name))
      throw new AwsError(
        'ResourceInUse',
        `Job name must be unique within an AWS account and region, and a transform job with this name already exists (${arn})`,
      );
    if (!store.find('model', request.ModelName!)) refuseMissing('model', arnOf('model', request.ModelName!));
    checkSupported(request);
    const { Tags, ...kept } = request;
    store.put('transform-job', name, {
      ...kept,
      MaxPayloadInMB: request.MaxPayloadInMB ?? 6,
      MaxConcurrentTransforms: request.MaxConcurrentTransforms || 1,
      TransformJobArn: arn,
      TransformJobStatus: 'InProgress',
      CreationTime: new Date(clock.now()),
    });
    store.tag(arn, Tags ?? []);
    transformJobs.start(name);
    return { TransformJobArn: arn };
  },
});

/** What SageMaker refuses, or would take but the laptop cannot do. @throws AwsError naming it */
function checkSupported(request: CreateTransformJobRequest): void {
  const { TransformInput: input, TransformOutput: output, DataProcessing } = request;
  if (input!.DataSource!.S3DataSource!.S3DataType === 'AugmentedManifestFile')
    refuse('S3DataType AugmentedManifestFile is not supported by transform jobs');
  if ((request.MaxConcurrentTransforms ?? 1) * (request.MaxPayloadInMB ?? 6) > 100)
    refuse('MaxConcurrentTransforms * MaxPayloadInMB must not exceed 100 MB');
  if ((input!.SplitType ?? 'None') !== 'None' || (output!.AssembleWith ?? 'None') !== 'None')
    refuse('the laptop cloud sends whole objects only (SplitType and AssembleWith None)');
  if ((input!.CompressionType ?? 'None') !== 'None') refuse('the laptop cloud reads uncompressed objects only');
  if (DataProcessing?.JoinSource === 'Input' || DataProcessing?.InputFilter || DataProcessing?.OutputFilter)
    refuse('the laptop cloud has no DataProcessing');
}
