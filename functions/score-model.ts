import { readConfig } from '../shared/config.ts';
import { scoreModelInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { measureGate } from '../shared/handler/measures.ts';
import { scoreModel } from '../shared/pipeline/score-model.ts';

export const handler = createHandler(
  'score-model',
  scoreModelInputSchema,
  (input) => {
    const { BUCKET, ENDPOINT_PREFIX, ENDPOINT_ALARMS } = readConfig('BUCKET', 'ENDPOINT_PREFIX', 'ENDPOINT_ALARMS');
    return scoreModel(BUCKET, input, ENDPOINT_PREFIX, ENDPOINT_ALARMS?.split(',') ?? []);
  },
  measureGate,
);
