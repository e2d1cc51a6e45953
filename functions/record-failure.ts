import * as z from 'zod/mini';
import { readConfig } from '../shared/config.ts';
import { executionStatusEventSchema, scheduledEventSchema } from '../shared/contracts/s3-event.ts';
import { recordFailureInputSchema } from '../shared/contracts/workflow-state.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { recordFailure } from '../shared/pipeline/record-failure.ts';

const eventSchema = z.union([recordFailureInputSchema, executionStatusEventSchema, scheduledEventSchema]);

export const handler = createHandler('record-failure', eventSchema, (event, { logger }) => {
  const { BUCKET, STATE_MACHINE_ARN } = readConfig('BUCKET', 'STATE_MACHINE_ARN');
  return recordFailure({ bucket: BUCKET, stateMachineArn: STATE_MACHINE_ARN }, event, logger);
});
