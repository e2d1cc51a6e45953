import { ListTransformJobs$, type ListTransformJobsRequest } from '@aws-sdk/client-sagemaker';
import { type SageMakerContext, sageMakerAction } from '../action.ts';
import { listPage } from '../page.ts';

export const listTransformJobs = ({ store, accessLog }: SageMakerContext) =>
  sageMakerAction<ListTransformJobsRequest, unknown>(ListTransformJobs$, accessLog, {
    resource: () => '*',
    handle(request) {
      const jobs = store.all('transform-job').map((job) => ({
        name: job.TransformJobName!,
        status: job.TransformJobStatus,
        created: job.CreationTime!,
        summary: job,
      }));
      const { summaries, ...rest } = listPage(request, jobs);
      return { TransformJobSummaries: summaries, ...rest };
    },
  });
