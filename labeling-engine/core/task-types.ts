/** What the engine knows of a task type. Adding one = one row here, one consolidation rule, one crowd element. */
export interface LabelingTaskType {
  name: string;
  /** As in `PRE-<type>` and `ACS-<type>` of Ground Truth's built-in Lambda ARNs. */
  builtIn: string[];
  /** The attribute's name must end in `-ref`, because its value is an S3 URI. */
  needsReference: boolean;
  /** Fewest labels of the label category configuration. */
  fewestLabels: number;
}

const type = (name: string, builtIn: string[], fewestLabels = 1, needsReference = false): LabelingTaskType => ({
  name,
  builtIn,
  needsReference,
  fewestLabels,
});

export const TASK_TYPES: LabelingTaskType[] = [
  type('bounding-box', ['BoundingBox', 'AdjustmentBoundingBox']),
  type('label-verification', ['VerificationBoundingBox', 'VerificationSemanticSegmentation']),
  type('semantic-segmentation', ['SemanticSegmentation', 'AdjustmentSemanticSegmentation'], 1, true),
  type('image-classification', ['ImageMultiClass'], 2),
  type('image-classification-multi-label', ['ImageMultiClassMultiLabel'], 2),
  type('text-classification', ['TextMultiClass'], 2),
  type('text-classification-multi-label', ['TextMultiClassMultiLabel'], 2),
];

/** Custom templates, hooks or none: polygons, key points and everything else. */
export const CUSTOM_TASK_TYPE = type('custom', ['PassThrough'], 0);

/** The built-in task type that a hook's ARN names; `custom` for customers' own Lambdas. undefined = built in, but not done here. */
export function taskTypeOfHook(arn: string | undefined): LabelingTaskType | undefined {
  const builtIn = arn && /:function:(?:PRE|ACS)-([A-Za-z0-9]+)$/.exec(arn)?.[1];
  if (!builtIn || CUSTOM_TASK_TYPE.builtIn.includes(builtIn)) return CUSTOM_TASK_TYPE;
  return TASK_TYPES.find((candidate) => candidate.builtIn.includes(builtIn));
}

export const isBuiltInHook = (arn: string) => /:function:(?:PRE|ACS)-[A-Za-z0-9]+$/.test(arn);
export const isPassThrough = (arn: string) => /:function:(?:PRE|ACS)-PassThrough$/.test(arn);
