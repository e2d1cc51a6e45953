import { readConfig } from '../shared/config.ts';
import { stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { measureStarted } from '../shared/handler/measures.ts';
import { startLabelingJob } from '../shared/pipeline/start-labeling-job.ts';

export const handler = createHandler(
  'start-labeling-job',
  stepInputSchema,
  (input) => {
    const config = readConfig('BUCKET', 'LABELING_ROLE_ARN', 'PRE_ANNOTATION_LAMBDA_ARN', 'CONSOLIDATION_LAMBDA_ARN');
    return startLabelingJob(config.BUCKET, input, {
      roleArn: config.LABELING_ROLE_ARN,
      preAnnotationArn: config.PRE_ANNOTATION_LAMBDA_ARN,
      consolidationArn: config.CONSOLIDATION_LAMBDA_ARN,
    });
  },
  measureStarted,
);
