import { readConfig } from '../shared/config.ts';
import { releaseTrainingInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { releaseTraining } from '../shared/pipeline/release-training.ts';

export const handler = createHandler('release-training', releaseTrainingInputSchema, (input) =>
  releaseTraining(readConfig('BUCKET').BUCKET, input),
);
