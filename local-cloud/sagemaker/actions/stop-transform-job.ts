import { StopTransformJob$, type StopTransformJobRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissingJob } from '../action.ts';
import { arnOf } from '../arn.ts';

export const stopTransformJob = defineAction<StopTransformJobRequest, void>({
  schema: StopTransformJob$,
  access: (request) => accessTo('StopTransformJob', arnOf('transform-job', request.TransformJobName!)),
  handle({ TransformJobName }, { store, transformJobs }) {
    const name = TransformJobName!;
    const job = store.find('transform-job', name) ?? refuseMissingJob();
    if (job.TransformJobStatus === 'Stopping') return;
    if (job.TransformJobStatus !== 'InProgress')
      refuse(`The request was rejected because the transform job is in status ${job.TransformJobStatus}.`);
    store.put('transform-job', name, { ...job, TransformJobStatus: 'Stopping' });
    transformJobs.end(name, 'stopped');
  },
});
