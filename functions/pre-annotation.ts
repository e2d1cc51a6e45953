import {
  type PreAnnotationRequest,
  type PreAnnotationResponse,
  preAnnotationRequestSchema,
} from '../shared/contracts/ground-truth-events.ts';
import { initialBoxes } from '../shared/domain/answer-kinds/initial-boxes.ts';
import { initialMask } from '../shared/domain/answer-kinds/initial-mask.ts';
import { initialPolygons } from '../shared/domain/answer-kinds/initial-polygons.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

/**
 * Ground Truth's pre-annotation hook: what the worker template reads as `task.input`. The names are those that AWS's built-in
 * hooks hand over (`taskObject`, `labels`, `manifestLine`); `initialValue` holds the boxes, polygons or mask to start from.
 */
export async function preAnnotation(request: PreAnnotationRequest): Promise<PreAnnotationResponse> {
  const { dataObject } = request;
  const labels = request.labelCategories ?? [];
  const initialValue =
    initialBoxes(dataObject, labels) ?? initialPolygons(dataObject, labels) ?? initialMask(dataObject, labels);
  return {
    taskInput: {
      taskObject: dataObject.source ?? dataObject['source-ref'],
      labels,
      manifestLine: dataObject,
      ...(initialValue && { initialValue }),
    },
    isHumanAnnotationRequired: true,
  };
}

export const handler = createHandler('pre-annotation', preAnnotationRequestSchema, preAnnotation);
