import { readConfig } from '../shared/config.ts';
import { promoteModelInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { measurePromoted } from '../shared/handler/measures.ts';
import { promoteModel } from '../shared/pipeline/promote-model.ts';

export const handler = createHandler(
  'promote-model',
  promoteModelInputSchema,
  (input) => promoteModel(readConfig('BUCKET').BUCKET, input),
  measurePromoted,
);
