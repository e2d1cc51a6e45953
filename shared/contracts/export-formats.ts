import * as z from 'zod/mini';

/** What a task's labels are, as far as a format must be able to hold them. */
export type ExportedLabels =
  | 'boxes'
  | 'masks'
  | 'class'
  | 'classes'
  | 'entities'
  | 'keypoints'
  | 'instances'
  | 'text-class'
  | 'text-classes';

/**
 * Formats that a dataset version can also be written in, and the labels that each can hold: `docs/dataset-formats.md`
 * says more.
 */
const EXPORTS = {
  coco: ['boxes', 'masks', 'instances', 'keypoints'],
  voc: ['boxes'],
  yolo: ['boxes'],
  'yolo-segment': ['boxes', 'masks', 'instances'],
  'yolo-obb': ['boxes', 'masks', 'instances'],
  'yolo-pose': ['keypoints'],
  'yolo-classify': ['class'],
  darknet: ['boxes'],
  csv: ['boxes'],
  'create-ml': ['boxes'],
  rekognition: ['boxes', 'class', 'classes'],
  'seq-label': ['boxes'],
  mot: ['boxes'],
  'cvat-video': ['boxes'],
  conll: ['entities'],
  spacy: ['entities'],
  'hugging-face': ['entities', 'text-class', 'text-classes'],
  'text-csv': ['text-class', 'text-classes'],
  sagemaker: ['boxes', 'masks', 'class', 'classes'],
} as const satisfies Record<string, readonly ExportedLabels[]>;

export type ExportFormat = keyof typeof EXPORTS;

const names = Object.keys(EXPORTS) as ExportFormat[];

export const exportFormatSchema = z.enum(names);

/** The formats that can hold such labels. */
export const exportsHolding = (labels: ExportedLabels): readonly ExportFormat[] =>
  names.filter((name) => (EXPORTS[name] as readonly ExportedLabels[]).includes(labels));
