import type { Algorithm } from '../../shared/domain/training/algorithm.ts';
import { IMAGE_CLASSIFICATION_RULES, OF_THE_DATA } from './hyperparameter-rules.ts';

/** SageMaker's built-in image classification (ResNet on MXNet), of one class an image or several. AWS only. */
export const imageClassification: Algorithm = {
  taskTypes: ['image-classification', 'image-classification-multi-label'],
  image: 'built-in',
  instances: { pattern: /^ml\.(p2|p3|g4dn|g5)\./, words: 'GPU instances only: ml.p2, ml.p3, ml.g4dn, ml.g5' },
  inputMode: 'Pipe',
  channels: [
    { name: 'train', split: 'train', content: 'augmented-manifest' },
    { name: 'validation', split: 'validation', content: 'augmented-manifest' },
  ],
  takesUndrawnForAbsent: true,
  takesWeights: 'model',
  metrics: [],
  hyperparameters: IMAGE_CLASSIFICATION_RULES,
  ofTheData: Object.keys(OF_THE_DATA),
  describeData: ({ labels, train, checked, taskType }) => ({
    num_classes: String(labels.length),
    num_training_samples: String(checked?.train ?? train),
    multi_label: taskType === 'image-classification-multi-label' ? '1' : '0',
  }),
  answer: 'sagemaker-image-classification',
};
