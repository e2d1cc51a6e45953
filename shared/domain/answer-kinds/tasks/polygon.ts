import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { polygonLabelSchema, polygonMetadataSchema } from '../../../contracts/label-values.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import { INITIAL_SHAPES, idsOfShapes, withoutCandidates } from './drawn-shape-task.ts';
import type { LabelTask } from './label-task.ts';

/** Outlines; formats without them get the boxes around. */
export const polygon = {
  subject: 'images',
  answer: 'polygons',
  builtInHooks: [],
  attribute: LABEL_ATTRIBUTE_NAME,
  labelIsFile: false,
  fewestLabels: 1,
  algorithms: ['segmenter'],
  element: { tag: 'crowd-polygon', name: 'polygon', choices: 'labels', initialValue: INITIAL_SHAPES },
  words: {
    description: 'Outline each of',
    short: 'Draw one polygon around each object. Submit the image without polygons when there is none.',
    full: 'Each polygon follows the outermost visible pixels of its object. Objects that are partly hidden or cut off by the border are outlined as far as they can be seen.',
    keywords: ['images', 'polygons'],
  },
  exports: exportsHolding('boxes'),
  read({ value, metadata }, what) {
    const label = parse(polygonLabelSchema, value, what);
    return withoutCandidates(label, parse(polygonMetadataSchema, metadata, what), metadata);
  },
  count(dataset, labels) {
    const images = dataset.map(({ value }) => idsOfShapes(parse(polygonLabelSchema, value, 'a dataset line')));
    const { perLabel, without } = countClasses(images, labels);
    return { taskType: 'polygon', polygonsPerLabel: perLabel, imagesWithoutPolygons: without };
  },
} as const satisfies LabelTask<'polygon'>;
