import { preAnnotationRequestSchema } from '../shared/contracts/ground-truth-events.ts';
import { createHandler } from '../shared/handler/create-handler.ts';
import { preAnnotation } from '../shared/pipeline/pre-annotation.ts';

export const handler = createHandler('pre-annotation', preAnnotationRequestSchema, preAnnotation);
