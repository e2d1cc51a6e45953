import { exportsHolding } from '../../../contracts/export-formats.ts';
import { imageClassificationMultiLabel } from './image-classification-multi-label.ts';
import type { LabelTask } from './label-task.ts';

/** Any number of classes a text, also none. */
export const textClassificationMultiLabel = {
  ...imageClassificationMultiLabel,
  subject: 'texts',
  builtInHooks: ['TextMultiClassMultiLabel'],
  algorithms: [],
  element: {
    tag: 'crowd-classifier-multi-select',
    name: 'crowd-classifier-multi-select',
    choices: 'categories',
    shows: 'target',
  },
  words: {
    description: 'Choose all that the text is about',
    short: 'Choose every class that fits the text. Submit it without any when none fits.',
    full: 'A class counts also where only a part of the text is about it.',
    keywords: ['text', 'classification'],
  },
  exports: exportsHolding('text-classes'),
  count(dataset, labels) {
    const { imagesPerLabel, imagesWithoutLabels } = imageClassificationMultiLabel.count(dataset, labels);
    return {
      taskType: 'text-classification-multi-label',
      textsPerLabel: imagesPerLabel,
      textsWithoutLabels: imagesWithoutLabels,
    };
  },
} as const satisfies LabelTask<'text-classification-multi-label'>;
