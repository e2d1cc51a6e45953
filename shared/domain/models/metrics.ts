/** What figures of models are called, for people; by their names in evaluations. */
const METRIC_NAMES: Readonly<Record<string, string>> = {
  mAP50: 'mAP@.5',
  mAP5095: 'mAP@.5:.95',
  accuracy: 'top-1 accuracy',
  macroF1: 'macro F1',
  exactMatch: 'images without error',
  calibrationError: 'calibration error',
  meanIoU: 'mean IoU',
  boundaryF: 'boundary F',
};

/** The name of a figure, for people. */
export const metricName = (metric: string): string => METRIC_NAMES[metric] ?? metric;

/** What the score of one label is called, for people. */
const LABEL_METRIC_NAMES: Readonly<Record<string, string>> = {
  mAP50: 'AP@.5',
  accuracy: 'F1',
  macroF1: 'F1',
  meanIoU: 'IoU',
};

/** @param metric the name of the model's score */
export const labelMetricName = (metric: string): string => LABEL_METRIC_NAMES[metric] ?? metric;

/** What the truth of a label counts, for people. @param metric the name of the model's score */
export const countedThings = (metric: string): string => (metric === 'mAP50' ? 'objects' : 'images');
