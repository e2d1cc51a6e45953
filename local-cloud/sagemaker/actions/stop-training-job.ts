import { StopTrainingJob$, type StopTrainingJobRequest } from '@aws-sdk/client-sagemaker';
import { refuse, refuseMissingJob, type SageMakerContext, sageMakerAction } from '../action.ts';
import { arnOf } from '../arn.ts';

export const stopTrainingJob = ({ store, clock, accessLog, trainingJobs }: SageMakerContext) =>
  sageMakerAction<StopTrainingJobRequest, void>(StopTrainingJob$, accessLog, {
    resource: (request) => arnOf('training-job', request.TrainingJobName!),
    handle({ TrainingJobName }) {
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
