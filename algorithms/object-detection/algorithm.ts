import type { Algorithm } from '../../shared/domain/training/algorithm.ts';
import { HONOURED, OF_THE_DATA, UNUSED } from './hyperparameter-rules.ts';

/**
 * SageMaker's built-in object detection: on AWS theirs, on the laptop the program of this folder behind the same
 * contract.
 */
export const objectDetection: Algorithm = {
  taskTypes: ['bounding-box'],
  image: 'built-in',
  standsIn: true,
  instances: { pattern: /^ml\.(p2|p3|g4dn|g5)\./, words: 'GPU instances only: ml.p2, ml.p3, ml.g4dn, ml.g5' },
  inputMode: 'Pipe',
  channels: [
    { name: 'train', split: 'train', content: 'augmented-manifest' },
    { name: 'validation', split: 'validation', content: 'augmented-manifest' },
  ],
  takesUndrawnForAbsent: true,
  // Incremental training: the model.tar.gz of an earlier one with the same base_network and num_classes.
  takesWeights: 'model',
  metrics: [],
  hyperparameters: { ...HONOURED, ...UNUSED },
  ofTheData: Object.keys(OF_THE_DATA),
  describeData: ({ labels, train, checked }) => ({
    num_classes: String(labels.length),
    num_training_samples: String(checked?.train ?? train),
  }),
  answer: 'sagemaker-object-detection',
};
