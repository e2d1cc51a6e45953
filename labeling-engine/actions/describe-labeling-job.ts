import { defineAction } from '../action.ts';
import { labelingJobNameSchema } from '../contracts/labeling-requests.ts';
import { findJob, summaryOf } from '../job/labeling-job-description.ts';

export const describeLabelingJob = defineAction({
  name: 'DescribeLabelingJob',
  input: labelingJobNameSchema,
  async handle({ LabelingJobName }, engine) {
    const { job, document } = await findJob(engine, LabelingJobName);
    const { request } = document;
    return {
      ...(await summaryOf(job, document)),
      JobReferenceCode: document.reference,
      LabelAttributeName: request.LabelAttributeName,
      OutputConfig: request.OutputConfig,
      RoleArn: request.RoleArn,
      HumanTaskConfig: request.HumanTaskConfig,
      ...(request.LabelCategoryConfigS3Uri && { LabelCategoryConfigS3Uri: request.LabelCategoryConfigS3Uri }),
      ...(request.StoppingConditions && { StoppingConditions: request.StoppingConditions }),
      ...(request.LabelingJobAlgorithmsConfig && { LabelingJobAlgorithmsConfig: request.LabelingJobAlgorithmsConfig }),
      ...(request.Tags && { Tags: request.Tags }),
    };
  },
});
