import { readConfig } from '../shared/config.ts';
import { smokeTestInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { smokeTest } from '../shared/pipeline/smoke-test.ts';

export const handler = createHandler('smoke-test', smokeTestInputSchema, (input) =>
  smokeTest(readConfig('BUCKET').BUCKET, input),
);
