import { readConfig } from '../shared/config.ts';
import {
  type PrepareTrainingInput,
  type PrepareTrainingOutput,
  prepareTrainingInputSchema,
} from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { prepareTraining as prepare } from '../shared/pipeline/prepare-training.ts';

/** Builds the requests that train the challenger and let it, and the champion where it has not yet, predict the validation images. */
export async function prepareTraining(input: PrepareTrainingInput): Promise<PrepareTrainingOutput> {
  const config = readConfig('BUCKET', 'TRAINING_ROLE_ARN', 'MODEL_ROLE_ARN', 'DETECTOR_IMAGE');
  return prepare(config.BUCKET, input, {
    trainingRoleArn: config.TRAINING_ROLE_ARN,
    modelRoleArn: config.MODEL_ROLE_ARN,
    ownImage: config.DETECTOR_IMAGE,
  });
}

export const handler = createHandler('prepare-training', prepareTrainingInputSchema, prepareTraining);
