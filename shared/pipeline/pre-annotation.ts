import type { PreAnnotationRequest, PreAnnotationResponse } from '../contracts/ground-truth-events.ts';
import { initialValueOf } from '../domain/answer-kinds/initial-value.ts';

/**
 * Ground Truth's pre-annotation hook: what the worker template reads as `task.input`. The names are those that AWS's
 * built-in hooks hand over (`taskObject`, `labels`, `manifestLine`); `initialValue` holds what to start from.
 */
export async function preAnnotation(request: PreAnnotationRequest): Promise<PreAnnotationResponse> {
  const { dataObject } = request;
  const labels = request.labelCategories ?? [];
  const initialValue = initialValueOf(dataObject, labels);
  return {
    taskInput: {
      taskObject: dataObject.source ?? dataObject['source-ref'],
      labels,
      manifestLine: dataObject,
      ...(initialValue !== undefined && { initialValue }),
    },
    isHumanAnnotationRequired: true,
  };
}
