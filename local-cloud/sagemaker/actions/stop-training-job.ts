import { StopTrainingJob$, type StopTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissingJob } from '../action.ts';
import { arnOf } from '../arn.ts';

export const stopTrainingJob = defineAction<StopTrainingJobRequest, void>({
  schema: StopTrainingJob$,
  access: (request) => accessTo('StopTrainingJob', arnOf('training-job', request.TrainingJobName!)),
  handle({ TrainingJobName }, { store, clock, trainingJobs }) {
    const name = TrainingJobName!;
    const job = store.find('training-job', name) ?? refuseMissingJob();
    if (job.TrainingJobStatus === 'Stopping') return;
    if (job.TrainingJobStatus !== 'InProgress')
      refuse(`The request was rejected because the training job is in status ${job.TrainingJobStatus}.`);
    store.put('training-job', name, {
      ...job,
      TrainingJobStatus: 'Stopping',
      LastModifiedTime: new Date(clock.now()),
    });
    trainingJobs.end(name, 'stopped');
  },
});
