import { ListTransformJobs$, type ListTransformJobsRequest } from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction } from '../action.ts';
import { resourcePage } from '../resource-page.ts';

export const listTransformJobs = defineAction<ListTransformJobsRequest, unknown>({
  schema: ListTransformJobs$,
  access: () => accessTo('ListTransformJobs', '*'),
  handle(request, { store }) {
    const jobs = store.all('transform-job').map((job) => ({
      name: job.TransformJobName!,
      status: job.TransformJobStatus,
      created: job.CreationTime!,
      summary: job,
    }));
    const { summaries, ...rest } = resourcePage(request, jobs);
    return { TransformJobSummaries: summaries, ...rest };
  },
});
