import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { maskLabelSchema, maskMetadataSchema } from '../../../contracts/label-values.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import type { Label, LabelTask } from './label-task.ts';

const BACKGROUND = '0';

/** A class for every pixel: a PNG whose palette index is the class id + 1. */
export const semanticSegmentation = {
  subject: 'images',
  answer: 'mask',
  builtInHooks: ['SemanticSegmentation', 'AdjustmentSemanticSegmentation'],
  attribute: LABEL_REFERENCE_ATTRIBUTE_NAME,
  labelIsFile: true,
  fewestLabels: 1,
  algorithms: ['segmenter'],
  element: {
    tag: 'crowd-semantic-segmentation',
    name: 'crowd-semantic-segmentation',
    choices: 'labels',
    initialValue:
      "{ 'labelMappings': {{ task.input.initialValue.labelMappings | to_json }}, 'src': '{{ task.input.initialValue.src | grant_read_access }}' }",
  },
  words: {
    description: 'Paint every pixel of',
    short: 'Paint all pixels of each class. What belongs to no class stays unpainted.',
    full: 'Each pixel has the class of what can be seen there: something in front hides what is behind it. Touching things of one class are painted as one.',
    keywords: ['images', 'segmentation'],
  },
  exports: exportsHolding('masks'),
  read({ value, metadata }, what) {
    parse(maskMetadataSchema, metadata, what);
    return { value: parse(maskLabelSchema, value, what), metadata: metadata as object };
  },
  count(dataset, labels) {
    const { perLabel, without } = countClasses(dataset.map(idsOfMask), labels);
    return { taskType: 'semantic-segmentation', imagesPerLabel: perLabel, imagesWithoutObjects: without };
  },
} as const satisfies LabelTask<'semantic-segmentation'>;

function idsOfMask({ metadata }: Label): number[] {
  const colours = parse(maskMetadataSchema, metadata, 'a dataset line')['internal-color-map'];
  return Object.keys(colours).flatMap((index) => (index === BACKGROUND ? [] : Number(index) - 1));
}
