import { StopTransformJob$, type StopTransformJobRequest } from '@aws-sdk/client-sagemaker';
import { refuse, refuseMissingJob, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const stopTransformJob = ({ store, accessLog, transformJobs }: SageMakerContext) =>
  sageMakerAction<StopTransformJobRequest, void>(StopTransformJob$, accessLog, {
    resource: (request) => arnOf('transform-job', request.TransformJobName!),
    handle({ TransformJobName }) {
      const name = TransformJobName!;
      const job = store.find('transform-job', name) ?? refuseMissingJob();
      if (job.TransformJobStatus === 'Stopping') return;
      if (job.TransformJobStatus !== 'InProgress')
        refuse(`The request was rejected because the transform job is in status ${job.TransformJobStatus}.`);
      store.put('transform-job', name, { ...job, TransformJobStatus: 'Stopping' });
      transformJobs.end(name, 'stopped');
    },
  });
