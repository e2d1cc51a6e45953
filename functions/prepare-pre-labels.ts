import { readConfig } from '../shared/config.ts';
import { stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { preparePreLabels } from '../shared/pipeline/prepare-pre-labels.ts';

export const handler = createHandler('prepare-pre-labels', stepInputSchema, (input) =>
  preparePreLabels(readConfig('BUCKET').BUCKET, input),
);
