import { consolidationRequestSchema } from '../shared/contracts/ground-truth-events.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { consolidateAnnotations } from '../shared/pipeline/consolidate-annotations.ts';

export const handler = createHandler('consolidate-annotations', consolidationRequestSchema, consolidateAnnotations);
