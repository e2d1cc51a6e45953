import { readConfig } from '../shared/config.ts';
import { stepInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { measureMerged } from '../shared/handler/measures.ts';
import { mergeLabels } from '../shared/pipeline/merge-labels.ts';

export const handler = createHandler(
  'merge-labels',
  stepInputSchema,
  (input) => mergeLabels(readConfig('BUCKET').BUCKET, input),
  measureMerged,
);
