import { defineAction } from '../action.ts';
import { listLabelingJobsSchema } from '../contracts/labeling-requests.ts';
import { summaryOf } from '../job/labeling-job-description.ts';
import { isBetween, pageOf, sortableTime } from '../list-page.ts';

export const listLabelingJobs = defineAction({
  name: 'ListLabelingJobs',
  input: listLabelingJobsSchema,
  async handle(request, engine) {
    const wanted = (await engine.jobs.list()).filter(
      ({ document }) =>
        !document.loop &&
        (!request.StatusEquals || document.status === request.StatusEquals) &&
        (!request.NameContains || document.request.LabelingJobName.includes(request.NameContains)) &&
        isBetween(document.createdAt, request.CreationTimeAfter, request.CreationTimeBefore) &&
        isBetween(document.modifiedAt, request.LastModifiedTimeAfter, request.LastModifiedTimeBefore),
    );
    const sortKey = ({ document }: (typeof wanted)[number]) => {
      if (request.SortBy === 'Name') return '';
      return request.SortBy === 'Status' ? document.status : sortableTime(document.createdAt);
    };
    const { items, NextToken } = pageOf(wanted, request, sortKey, ({ document }) => document.request.LabelingJobName);
    const summaries = items.map(async ({ job, document }) => {
      const { PreHumanTaskLambdaArn, AnnotationConsolidationConfig, WorkteamArn } = document.request.HumanTaskConfig;
      return {
        ...(await summaryOf(job, document)),
        WorkteamArn,
        PreHumanTaskLambdaArn,
        ...AnnotationConsolidationConfig,
      };
    });
    return { LabelingJobSummaryList: await Promise.all(summaries), ...(NextToken && { NextToken }) };
  },
});
