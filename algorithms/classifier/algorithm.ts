import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import type { Algorithm } from '../../shared/domain/training/algorithm.ts';
import { LEARNING, OF_THE_DATA } from '../network/learning-rules.ts';

const METRICS = ['accuracy', 'macroF1', 'exactMatch', 'calibrationError'];

/**
 * Our own classifier, of one class an image or of several: reads the manifests and the images of both splits; trains on
 * any instance.
 */
export const classifier: Algorithm = {
  taskTypes: ['image-classification', 'image-classification-multi-label'],
  image: 'own',
  inputMode: 'File',
  channels: [
    { name: 'train', split: 'train', content: 'manifest' },
    { name: 'validation', split: 'validation', content: 'manifest' },
    { name: 'images', split: 'train', content: 'images' },
    { name: 'validation-images', split: 'validation', content: 'images' },
  ],
  takesUndrawnForAbsent: false,
  metrics: [
    { Name: 'train:progress', Regex: 'progress: ([0-9.]+)' },
    { Name: 'train:loss', Regex: 'progress: .* loss=([0-9.]+)' },
    ...METRICS.map((metric) => ({ Name: `validation:${metric}`, Regex: `validation:${metric}=([0-9.]+)` })),
  ],
  hyperparameters: { ...LEARNING, ...OF_THE_DATA },
  ofTheData: Object.keys(OF_THE_DATA),
  describeData: ({ labels, taskType }) => ({
    labels: JSON.stringify(labels),
    'label-attribute-name': LABEL_ATTRIBUTE_NAME,
    'task-type': taskType,
  }),
  answer: 'labelloop',
};
