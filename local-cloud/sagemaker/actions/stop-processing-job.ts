import { StopProcessingJob$, type StopProcessingJobRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissingJob } from '../action.ts';
import { arnOf } from '../arn.ts';

export const stopProcessingJob = defineAction<StopProcessingJobRequest, void>({
  schema: StopProcessingJob$,
  access: (request) => accessTo('StopProcessingJob', arnOf('processing-job', request.ProcessingJobName!)),
  handle({ ProcessingJobName }, { store, clock, processingJobs }) {
    const name = ProcessingJobName!;
    const job = store.find('processing-job', name) ?? refuseMissingJob();
    if (job.ProcessingJobStatus === 'Stopping') return;
    if (job.ProcessingJobStatus !== 'InProgress')
      refuse(`The request was rejected because the processing job is in status ${job.ProcessingJobStatus}.`);
    store.put('processing-job', name, {
      ...job,
      ProcessingJobStatus: 'Stopping',
      LastModifiedTime: new Date(clock.now()),
    });
    processingJobs.end(name, 'stopped');
  },
});
