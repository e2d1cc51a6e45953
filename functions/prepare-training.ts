import { readConfig } from '../shared/config.ts';
import { prepareTrainingInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { prepareTraining } from '../shared/pipeline/prepare-training.ts';

export const handler = createHandler('prepare-training', prepareTrainingInputSchema, (input) => {
  const config = readConfig('BUCKET', 'TRAINING_ROLE_ARN', 'MODEL_ROLE_ARN', 'DETECTOR_IMAGE');
  return prepareTraining(config.BUCKET, input, {
    trainingRoleArn: config.TRAINING_ROLE_ARN,
    modelRoleArn: config.MODEL_ROLE_ARN,
    ownImage: config.DETECTOR_IMAGE,
  });
});
