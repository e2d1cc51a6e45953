import { readConfig } from '../shared/config.ts';
import { stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { measureLabeling } from '../shared/handler/measures.ts';
import { describeLabelingJob } from '../shared/pipeline/describe-labeling-job.ts';

export const handler = createHandler(
  'describe-labeling-job',
  stepInputSchema,
  (input) => describeLabelingJob(readConfig('BUCKET').BUCKET, input),
  measureLabeling,
);
