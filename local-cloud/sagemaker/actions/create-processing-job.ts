import {
  CreateProcessingJob$,
  type CreateProcessingJobRequest,
  type CreateProcessingJobResponse,
} from '@aws-sdk/client-sagemaker';
import { AwsError } from '../../wire/aws-error.ts';
import { accessTo, defineAction, refuse } from '../action.ts';
import { arnOf } from '../arn.ts';
import { belowOptMl } from '../container/ml-folder.ts';

export const createProcessingJob = defineAction<CreateProcessingJobRequest, CreateProcessingJobResponse>({
  schema: CreateProcessingJob$,
  access: (request) =>
    accessTo('CreateProcessingJob', arnOf('processing-job', request.ProcessingJobName!), request, request.RoleArn),
  handle({ Tags, ...request }, { store, clock, processingJobs }) {
    const name = request.ProcessingJobName!;
    const arn = arnOf('processing-job', name);
    if (store.find('processing-job', name))
      throw new AwsError(
        'ResourceInUse',
        `Job name must be unique within an AWS account and region, and a processing job with this name already exists (${arn})`,
      );
    checkSupported(request);
    const now = new Date(clock.now());
    store.put('processing-job', name, {
      ...request,
      ProcessingJobName: name,
      ProcessingResources: request.ProcessingResources!,
      AppSpecification: request.AppSpecification!,
      StoppingCondition: request.StoppingCondition ?? { MaxRuntimeInSeconds: 86_400 },
      ProcessingJobArn: arn,
      ProcessingJobStatus: 'InProgress',
      CreationTime: now,
      LastModifiedTime: now,
    });
    store.tag(arn, Tags ?? []);
    processingJobs.start(name);
    return { ProcessingJobArn: arn };
  },
});

/** What SageMaker would take but the laptop cannot do. @throws AwsError naming it */
function checkSupported({ AppSpecification, ...request }: CreateProcessingJobRequest): void {
  if (!AppSpecification!.ContainerEntrypoint?.length)
    refuse(
      'the laptop cloud runs no container: it needs AppSpecification.ContainerEntrypoint, as ScriptProcessor and SKLearnProcessor give it, e.g. ["python3", "/opt/ml/processing/input/code/clean.py"]',
    );
  if (request.ProcessingResources!.ClusterConfig!.InstanceCount !== 1) refuse('the laptop cloud has one instance');
  for (const input of request.ProcessingInputs ?? []) {
    if (!input.S3Input || input.AppManaged) refuse(`the laptop cloud knows S3Input only, not ${input.InputName}'s`);
    if ((input.S3Input.S3InputMode ?? 'File') !== 'File')
      refuse('the laptop cloud hands processing inputs over as files');
    if ((input.S3Input.S3CompressionType ?? 'None') !== 'None')
      refuse('the laptop cloud reads uncompressed objects only');
    requirePlace(input.S3Input.LocalPath);
  }
  for (const output of request.ProcessingOutputConfig?.Outputs ?? []) {
    if (!output.S3Output || output.AppManaged)
      refuse(`the laptop cloud knows S3Output only, not ${output.OutputName}'s`);
    requirePlace(output.S3Output.LocalPath);
  }
}

function requirePlace(path: string | undefined): void {
  if (path === undefined || belowOptMl(path) === undefined)
    refuse(`LocalPath ${path ?? ''} is not below /opt/ml, the folder that a job has here`);
}
