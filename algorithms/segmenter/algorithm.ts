import { LABEL_ATTRIBUTE_NAME, LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../shared/contracts/label-attributes.ts';
import type { Algorithm } from '../../shared/domain/training/algorithm.ts';
import { OF_THE_DATA, SIZED_LEARNING } from '../network/learning-rules.ts';

/**
 * Our own segmenter: learns masks and polygons alike, answers masks to the first and outlines to the second; trains on
 * any instance.
 */
export const segmenter: Algorithm = {
  taskTypes: ['semantic-segmentation', 'polygon'],
  image: 'own',
  inputMode: 'File',
  channels: [
    { name: 'train', split: 'train', content: 'manifest' },
    { name: 'validation', split: 'validation', content: 'manifest' },
    { name: 'images', split: 'train', content: 'images' },
    { name: 'validation-images', split: 'validation', content: 'images' },
    { name: 'masks', split: 'train', content: 'masks' },
    { name: 'validation-masks', split: 'validation', content: 'masks' },
  ],
  takesUndrawnForAbsent: false,
  metrics: [
    { Name: 'train:progress', Regex: 'progress: ([0-9.]+)' },
    { Name: 'train:loss', Regex: 'progress: .* loss=([0-9.]+)' },
    ...['meanIoU', 'boundaryF'].map((metric) => ({
      Name: `validation:${metric}`,
      Regex: `validation:${metric}=([0-9.]+)`,
    })),
  ],
  hyperparameters: { ...SIZED_LEARNING, ...OF_THE_DATA },
  ofTheData: Object.keys(OF_THE_DATA),
  describeData: ({ labels, taskType }) => ({
    labels: JSON.stringify(labels),
    'label-attribute-name': taskType === 'polygon' ? LABEL_ATTRIBUTE_NAME : LABEL_REFERENCE_ATTRIBUTE_NAME,
    'task-type': taskType,
  }),
  answer: 'labelloop',
};
