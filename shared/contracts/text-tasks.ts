/** Types of tasks whose objects are texts; the others have images. Apart from schemas: pages need not load those. */
export const TEXT_TASK_TYPES = ['named-entities', 'text-classification', 'text-classification-multi-label'] as const;
export type TextTaskType = (typeof TEXT_TASK_TYPES)[number];

export const isOfTexts = (taskType: string): taskType is TextTaskType =>
  (TEXT_TASK_TYPES as readonly string[]).includes(taskType);
