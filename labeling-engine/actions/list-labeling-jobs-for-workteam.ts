import { defineAction } from '../action.ts';
import { listLabelingJobsForWorkteamSchema } from '../contracts/labeling-requests.ts';
import { labelCounters } from '../job/labeling-job-description.ts';
import { isBetween, pageOf, sortableTime } from '../list-page.ts';

export const listLabelingJobsForWorkteam = defineAction({
  name: 'ListLabelingJobsForWorkteam',
  input: listLabelingJobsForWorkteamSchema,
  async handle(request, engine) {
    const wanted = (await engine.jobs.list()).filter(
      ({ document }) =>
        !document.loop &&
        document.request.HumanTaskConfig.WorkteamArn === request.WorkteamArn &&
        document.reference.includes(request.JobReferenceCodeContains ?? '') &&
        isBetween(document.createdAt, request.CreationTimeAfter, request.CreationTimeBefore),
    );
    const { items, NextToken } = pageOf(
      wanted,
      request,
      ({ document }) => sortableTime(document.createdAt),
      ({ document }) => document.reference,
    );
    const summaries = items.map(async ({ job, document }) => {
      const counters = await labelCounters(job, document);
      const total = counters.TotalLabeled + counters.FailedNonRetryableError + counters.Unlabeled;
      return {
        LabelingJobName: document.request.LabelingJobName,
        JobReferenceCode: document.reference,
        WorkRequesterAccountId: engine.ports.account.accountId,
        CreationTime: new Date(document.createdAt),
        LabelCounters: { HumanLabeled: counters.HumanLabeled, PendingHuman: counters.Unlabeled, Total: total },
        NumberOfHumanWorkersPerDataObject: document.request.HumanTaskConfig.NumberOfHumanWorkersPerDataObject,
      };
    });
    return { LabelingJobSummaryList: await Promise.all(summaries), ...(NextToken && { NextToken }) };
  },
});
