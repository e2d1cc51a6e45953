import { exportsHolding } from '../../../contracts/export-formats.ts';
import { imageClassification } from './image-classification.ts';
import type { LabelTask } from './label-task.ts';

/** One class a text. */
export const textClassification = {
  ...imageClassification,
  subject: 'texts',
  builtInHooks: ['TextMultiClass'],
  algorithms: [],
  element: { tag: 'crowd-classifier', name: 'crowd-classifier', choices: 'categories', shows: 'target' },
  words: {
    description: 'Choose the class of the text',
    short: 'Choose the one class that describes the text best.',
    full: 'Decline a text that none of the classes describes, and say why.',
    keywords: ['text', 'classification'],
  },
  exports: exportsHolding('text-class'),
  count(dataset, labels) {
    const { imagesPerLabel } = imageClassification.count(dataset, labels);
    return { taskType: 'text-classification', textsPerLabel: imagesPerLabel };
  },
} as const satisfies LabelTask<'text-classification'>;
