import { ListTrainingJobs$, type ListTrainingJobsRequest } from '@aws-sdk/client-sagemaker';
import { type SageMakerContext, sageMakerAction } from '../action.ts';
import { listPage } from '../page.ts';

export const listTrainingJobs = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<ListTrainingJobsRequest, unknown>(ListTrainingJobs$, accessLog, {
    resource: () => '*',
    handle(request) {
      const jobs = store.all('training-job').map((job) => ({
        name: job.TrainingJobName!,
        status: job.TrainingJobStatus,
        created: job.CreationTime!,
        summary: job,
      }));
      const { summaries, ...rest } = listPage(request, jobs);
      return { TrainingJobSummaries: summaries, ...rest };
    },
  });
