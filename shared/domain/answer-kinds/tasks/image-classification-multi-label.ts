import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { classSetLabelSchema, classSetMetadataSchema } from '../../../contracts/label-values.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import type { LabelTask } from './label-task.ts';

/** Any number of classes an image, also none. */
export const imageClassificationMultiLabel = {
  subject: 'images',
  answer: 'labels',
  builtInHooks: ['ImageMultiClassMultiLabel'],
  attribute: LABEL_ATTRIBUTE_NAME,
  labelIsFile: false,
  fewestLabels: 2,
  algorithms: ['classifier'],
  element: {
    tag: 'crowd-image-classifier-multi-select',
    name: 'crowd-image-classifier-multi-select',
    choices: 'categories',
  },
  words: {
    description: 'Choose all that the image shows',
    short: 'Choose every class that the image shows. Submit it without any when it shows none.',
    full: 'A class counts also where only a part of it can be seen.',
    keywords: ['images', 'classification'],
  },
  exports: exportsHolding('classes'),
  read({ value, metadata }, what) {
    parse(classSetMetadataSchema, metadata, what);
    return { value: parse(classSetLabelSchema, value, what), metadata: metadata as object };
  },
  count(dataset, labels) {
    const images = dataset.map(({ value }) => parse(classSetLabelSchema, value, 'a dataset line'));
    const { perLabel, without } = countClasses(images, labels);
    return {
      taskType: 'image-classification-multi-label',
      imagesPerLabel: perLabel,
      imagesWithoutLabels: without,
    };
  },
} as const satisfies LabelTask<'image-classification-multi-label'>;
