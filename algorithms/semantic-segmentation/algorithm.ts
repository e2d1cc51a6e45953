import type { Algorithm } from '../../shared/domain/training/algorithm.ts';
import { OF_THE_DATA, SEMANTIC_SEGMENTATION_RULES } from './hyperparameter-rules.ts';

/**
 * SageMaker's built-in semantic segmentation (FCN, PSP or DeepLab on MXNet). AWS only. It is streamed the dataset's own
 * manifests: our masks have the number of a class in each pixel, so that no label map is needed, and their files are
 * named by their bytes, which the channels of annotation files would not take.
 */
export const semanticSegmentation: Algorithm = {
  taskTypes: ['semantic-segmentation'],
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
  hyperparameters: SEMANTIC_SEGMENTATION_RULES,
  ofTheData: Object.keys(OF_THE_DATA),
  describeData: ({ labels, train, checked }) => ({
    // 0 is the background.
    num_classes: String(labels.length + 1),
    num_training_samples: String(checked?.train ?? train),
  }),
  answer: 'sagemaker-semantic-segmentation',
};
