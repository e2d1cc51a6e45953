import { LABEL_ATTRIBUTE_NAME } from '../shared/contracts/manifest-line.ts';
import type { ChannelFormat, OwnAlgorithm } from '../shared/contracts/own-algorithm.ts';
import type { Algorithm, Channel } from '../shared/domain/training/algorithm.ts';

/** SageMaker's limit for the value of a hyperparameter. */
const LONGEST_VALUE = 2_500;

const images: readonly Channel[] = [
  { name: 'images', split: 'train', content: 'images' },
  { name: 'validation-images', split: 'validation', content: 'images' },
];

/** One channel with the labels of both splits, and the images of each in a channel of its own. */
const files = (format: Exclude<ChannelFormat, 'augmented-manifest'>): readonly Channel[] => [
  { name: 'annotations', split: 'train', content: 'annotations', format },
  { name: 'train', split: 'train', content: 'listed-images', format },
  { name: 'validation', split: 'validation', content: 'listed-images', format },
];

const piped: readonly Channel[] = [
  { name: 'train', split: 'train', content: 'augmented-manifest' },
  { name: 'validation', split: 'validation', content: 'augmented-manifest' },
];

const manifests: readonly Channel[] = [
  { name: 'train', split: 'train', content: 'manifest' },
  { name: 'validation', split: 'validation', content: 'manifest' },
  ...images,
];

/**
 * An image that people bring, as labelloop knows it: all that the project's description says, and nothing of what it
 * does inside.
 */
export function ownImage(description: OwnAlgorithm): Algorithm {
  const { image, trainImage, channels, inputMode = 'File', answer, metrics = {} } = description;
  const ofManifests = inputMode === 'Pipe' ? piped : manifests;
  return {
    taskTypes: ['bounding-box'],
    image: { serve: image, train: trainImage ?? image },
    inputMode,
    channels: channels === 'augmented-manifest' ? ofManifests : files(channels),
    // Nothing is known of it: it gets only images on which somebody looked for every label.
    takesUndrawnForAbsent: true,
    takesWeights: 'weights',
    metrics: Object.entries(metrics).map(([Name, Regex]) => ({ Name, Regex })),
    hyperparameters: 'any',
    ofTheData: ['num_classes', 'num_training_samples', 'labels', 'label-attribute-name'],
    describeData: ({ labels, train, checked }) => {
      const names = JSON.stringify(labels);
      return {
        num_classes: String(labels.length),
        num_training_samples: String(checked?.train ?? train),
        'label-attribute-name': LABEL_ATTRIBUTE_NAME,
        ...(names.length <= LONGEST_VALUE && { labels: names }),
      };
    },
    answer,
  };
}

/** What is wrong with a description beyond its shape; undefined: nothing. */
export const descriptionProblem = ({ channels, inputMode }: Pick<OwnAlgorithm, 'channels' | 'inputMode'>) =>
  inputMode === 'Pipe' && channels !== 'augmented-manifest'
    ? `training.algorithm.inputMode is Pipe, which SageMaker streams augmented manifests in; ${channels} comes as files`
    : undefined;
