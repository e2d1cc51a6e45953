import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { classLabelSchema, classMetadataSchema } from '../../../contracts/label-values.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import type { LabelTask } from './label-task.ts';

/** One class an image. */
export const imageClassification = {
  subject: 'images',
  answer: 'label',
  builtInHooks: ['ImageMultiClass'],
  attribute: LABEL_ATTRIBUTE_NAME,
  labelIsFile: false,
  fewestLabels: 2,
  algorithms: ['classifier'],
  element: { tag: 'crowd-image-classifier', name: 'crowd-image-classifier', choices: 'categories' },
  words: {
    description: 'Choose the class of the image',
    short: 'Choose the one class that describes the image best.',
    full: 'Decline an image that none of the classes describes, and say why.',
    keywords: ['images', 'classification'],
  },
  exports: exportsHolding('class'),
  read({ value, metadata }, what) {
    parse(classMetadataSchema, metadata, what);
    return { value: parse(classLabelSchema, value, what), metadata: metadata as object };
  },
  count(dataset, labels) {
    const images = dataset.map(({ value }) => [Number(parse(classLabelSchema, value, 'a dataset line'))]);
    return { taskType: 'image-classification', imagesPerLabel: countClasses(images, labels).perLabel };
  },
} as const satisfies LabelTask<'image-classification'>;
