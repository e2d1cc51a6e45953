import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { boundingBoxLabelSchema, boundingBoxMetadataSchema } from '../../../contracts/manifest-line.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import { INITIAL_SHAPES, idsOfShapes, withoutCandidates } from './drawn-shape-task.ts';
import type { LabelTask } from './label-task.ts';

export const boundingBox = {
  subject: 'images',
  answer: 'boxes',
  builtInHooks: ['BoundingBox', 'AdjustmentBoundingBox'],
  attribute: LABEL_ATTRIBUTE_NAME,
  labelIsFile: false,
  fewestLabels: 1,
  algorithms: ['detector', 'object-detection'],
  element: { tag: 'crowd-bounding-box', name: 'boundingBox', choices: 'labels', initialValue: INITIAL_SHAPES },
  words: {
    description: 'Draw a box around each of',
    short: 'Draw one tight box around each object. Submit the image without boxes when there is none.',
    full: 'Each box touches the outermost visible pixels of its object. Objects that are partly hidden or cut off by the border get a box around what can be seen.',
    keywords: ['images', 'bounding boxes'],
  },
  exports: exportsHolding('boxes'),
  read({ value, metadata }, what) {
    const label = parse(boundingBoxLabelSchema, value, what);
    return withoutCandidates(label, parse(boundingBoxMetadataSchema, metadata, what), metadata);
  },
  count(dataset, labels) {
    const images = dataset.map(({ value }) => idsOfShapes(parse(boundingBoxLabelSchema, value, 'a dataset line')));
    const { perLabel, without } = countClasses(images, labels);
    return { taskType: 'bounding-box', boxesPerLabel: perLabel, imagesWithoutBoxes: without };
  },
} as const satisfies LabelTask<'bounding-box'>;
