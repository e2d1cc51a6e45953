import { ListProcessingJobs$, type ListProcessingJobsRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { resourcePage } from '../resource-page.ts';

export const listProcessingJobs = defineAction<ListProcessingJobsRequest, unknown>({
  schema: ListProcessingJobs$,
  access: () => accessTo('ListProcessingJobs', '*'),
  handle(request, { store }) {
    const jobs = store.all('processing-job').map((job) => ({
      name: job.ProcessingJobName!,
      status: job.ProcessingJobStatus,
      created: job.CreationTime!,
      summary: job,
    }));
    const { summaries, ...rest } = resourcePage(request, jobs);
    return { ProcessingJobSummaries: summaries, ...rest };
  },
});
