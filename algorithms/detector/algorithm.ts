import { LABEL_ATTRIBUTE_NAME } from '../../shared/contracts/manifest-line.ts';
import type { Algorithm } from '../../shared/domain/training/algorithm.ts';
import { HYPERPARAMETERS, OF_THE_DATA } from './hyperparameter-rules.ts';

/** Our own detector: reads the manifests and, by file name, the images of both splits; trains on any instance. */
export const detector: Algorithm = {
  taskTypes: ['bounding-box'],
  image: 'own',
  inputMode: 'File',
  channels: [
    { name: 'train', split: 'train', content: 'manifest' },
    { name: 'validation', split: 'validation', content: 'manifest' },
    { name: 'images', split: 'train', content: 'images' },
    { name: 'validation-images', split: 'validation', content: 'images' },
  ],
  takesUndrawnForAbsent: false,
  takesBackbone: true,
  startsWarm: true,
  crossValidates: true,
  metrics: [
    // How far a running job is: SageMaker shows the last value of each.
    { Name: 'train:progress', Regex: 'progress: ([0-9.]+)' },
    ...['step', 'loss'].map((metric) => ({ Name: `train:${metric}`, Regex: `progress: .* ${metric}=([0-9.]+)` })),
    ...['mAP50', 'mAP5095'].map((metric) => ({
      Name: `validation:${metric}`,
      Regex: `validation:${metric}=([0-9.]+)`,
    })),
  ],
  hyperparameters: { ...HYPERPARAMETERS, ...OF_THE_DATA },
  ofTheData: Object.keys(OF_THE_DATA),
  describeData: ({ labels }) => ({ labels: JSON.stringify(labels), 'label-attribute-name': LABEL_ATTRIBUTE_NAME }),
  answer: 'labelloop',
};
