import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_REFERENCE_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { instanceMetadataSchema, maskLabelSchema } from '../../../contracts/label-values.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import type { Label, LabelTask } from './label-task.ts';

const BACKGROUND = '0';

/** A mask for every object: a PNG with a colour for each. */
export const instanceSegmentation = {
  subject: 'images',
  answer: 'instances',
  builtInHooks: [],
  attribute: LABEL_REFERENCE_ATTRIBUTE_NAME,
  labelIsFile: true,
  fewestLabels: 1,
  algorithms: [],
  element: {
    tag: 'crowd-instance-segmentation',
    name: 'annotatedResult',
    choices: 'labels',
    initialValue:
      "{ 'instances': {{ task.input.initialValue.instances | to_json | escape }}, 'src': '{{ task.input.initialValue.src | grant_read_access }}' }",
  },
  words: {
    description: 'Paint every single one of',
    short: 'Paint each object in a colour of its own. Submit the image unpainted when there is none.',
    full: 'Each object is painted as far as it can be seen: something in front hides what is behind it. Two things of one class that touch are two objects.',
    keywords: ['images', 'instance segmentation'],
  },
  exports: exportsHolding('instances'),
  read({ value, metadata }, what) {
    parse(instanceMetadataSchema, metadata, what);
    return { value: parse(maskLabelSchema, value, what), metadata: metadata as object };
  },
  count(dataset, labels) {
    const { perLabel, without } = countClasses(
      dataset.map((label) => idsOfObjects(label, labels)),
      labels,
    );
    return { taskType: 'instance-segmentation', instancesPerLabel: perLabel, imagesWithoutObjects: without };
  },
} as const satisfies LabelTask<'instance-segmentation'>;

function idsOfObjects({ metadata }: Label, labels: readonly string[]): number[] {
  const colours = parse(instanceMetadataSchema, metadata, 'a dataset line')['internal-color-map'];
  return Object.entries(colours).flatMap(([index, colour]) =>
    index === BACKGROUND ? [] : [labels.indexOf(colour['class-name'])],
  );
}
