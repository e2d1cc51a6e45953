import { readConfig } from '../shared/config.ts';
import { stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { measureClaimed } from '../shared/handler/measures.ts';
import { claimTraining } from '../shared/pipeline/claim-training.ts';

export const handler = createHandler(
  'claim-training',
  stepInputSchema,
  (input) => claimTraining(readConfig('BUCKET').BUCKET, input),
  measureClaimed,
);
