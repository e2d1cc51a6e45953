/** What the engine knows of a task type. Adding one = one row here, one consolidation rule, one crowd element. */
export interface LabelingTaskType {
  name: string;
  /** As in `PRE-<type>` and `ACS-<type>` of Ground Truth's built-in Lambda ARNs. */
  builtIn: string[];
  /** The attribute's name must end in `-ref`, because its value is an S3 URI. */
  needsReference: boolean;
  /** Fewest labels of the label category configuration. */
  fewestLabels: number;
  /** The crowd element of its templates. */
  element: string;
}

const type = (
  name: string,
  element: string,
  builtIn: string[],
  fewestLabels: number,
  needsReference = false,
): LabelingTaskType => ({ name, element, builtIn, fewestLabels, needsReference });

export const TASK_TYPES: LabelingTaskType[] = [
  type('bounding-box', 'crowd-bounding-box', ['BoundingBox', 'AdjustmentBoundingBox'], 1),
  type(
    'semantic-segmentation',
    'crowd-semantic-segmentation',
    ['SemanticSegmentation', 'AdjustmentSemanticSegmentation'],
    1,
    true,
  ),
  type('image-classification', 'crowd-image-classifier', ['ImageMultiClass'], 2),
  type('image-classification-multi-label', 'crowd-image-classifier-multi-select', ['ImageMultiClassMultiLabel'], 2),
  type('text-classification', 'crowd-classifier', ['TextMultiClass'], 2),
  type('text-classification-multi-label', 'crowd-classifier-multi-select', ['TextMultiClassMultiLabel'], 2),
  type(
    'label-verification',
    'crowd-image-classifier',
    ['VerificationBoundingBox', 'VerificationSemanticSegmentation'],
    1,
  ),
  type('polygon', 'crowd-polygon', [], 1),
];

/** Custom templates, hooks or none: polygons, key points and everything else. */
export const CUSTOM_TASK_TYPE = type('custom', 'crowd-form', ['PassThrough'], 0);

/** The built-in task type that a hook's ARN names; `custom` for customers' own Lambdas. undefined = built in, but not done here. */
export function taskTypeOfHook(arn: string | undefined): LabelingTaskType | undefined {
  const builtIn = arn && /:function:(?:PRE|ACS)-([A-Za-z0-9]+)$/.exec(arn)?.[1];
  if (!builtIn || CUSTOM_TASK_TYPE.builtIn.includes(builtIn)) return CUSTOM_TASK_TYPE;
  return TASK_TYPES.find((candidate) => candidate.builtIn.includes(builtIn));
}

export const isBuiltInHook = (arn: string) => /:function:(?:PRE|ACS)-[A-Za-z0-9]+$/.test(arn);
export const isPassThrough = (arn: string) => /:function:(?:PRE|ACS)-PassThrough$/.test(arn);

/** The task type of a template of a job with the customer's own hooks, by its first crowd element; else `custom`. */
export function taskTypeOfTemplate(template: string): LabelingTaskType {
  const elements = [...template.matchAll(/<(crowd-[a-z-]+)/g)].map((match) => match[1]!);
  const found = elements.map((element) => TASK_TYPES.find((candidate) => candidate.element === element)).find(Boolean);
  return found ?? CUSTOM_TASK_TYPE;
}
