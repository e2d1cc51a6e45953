import { ListTrainingJobs$, type ListTrainingJobsRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { resourcePage } from '../resource-page.ts';

export const listTrainingJobs = defineAction<ListTrainingJobsRequest, unknown>({
  schema: ListTrainingJobs$,
  access: () => accessTo('ListTrainingJobs', '*'),
  handle(request, { store }) {
    const jobs = store.all('training-job').map((job) => ({
      name: job.TrainingJobName!,
      status: job.TrainingJobStatus,
      created: job.CreationTime!,
      summary: job,
    }));
    const { summaries, ...rest } = resourcePage(request, jobs);
    return { TrainingJobSummaries: summaries, ...rest };
  },
});
