import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { entityLabelSchema, entityMetadataSchema } from '../../../contracts/label-values.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import { INITIAL_SHAPES } from './drawn-shape-task.ts';
import type { LabelTask } from './label-task.ts';

/** Parts of a text and what they name. */
export const namedEntities = {
  subject: 'texts',
  answer: 'entities',
  builtInHooks: ['NamedEntityRecognition'],
  attribute: LABEL_ATTRIBUTE_NAME,
  labelIsFile: false,
  fewestLabels: 1,
  algorithms: [],
  element: {
    tag: 'crowd-entity-annotation',
    name: 'crowd-entity-annotation',
    choices: 'labels',
    shows: 'text',
    bringsForm: true,
    initialValue: INITIAL_SHAPES,
  },
  words: {
    description: 'Mark all that is',
    short: 'Mark each part of the text that names one of the labels. Submit the text without marks when there is none.',
    full: 'A mark begins with the first letter of the name and ends with its last, without blanks and without the punctuation around it. The same name is marked as often as it stands there.',
    keywords: ['text', 'named entities'],
  },
  exports: exportsHolding('entities'),
  read({ value, metadata }, what) {
    const label = parse(entityLabelSchema, value, what);
    const { entities } = parse(entityMetadataSchema, metadata, what);
    const isAgreed = (_: unknown, at: number) => entities[at]?.candidate !== true;
    const { annotations } = value as { annotations: { entities: unknown[] } };
    return {
      value: {
        ...(value as object),
        annotations: { ...annotations, entities: label.annotations.entities.filter(isAgreed) },
      },
      metadata: { ...(metadata as object), entities: entities.filter(isAgreed) },
    };
  },
  count(dataset, labels) {
    const idOf = (name: string) => labels.indexOf(name);
    const texts = dataset.map(({ value }) =>
      parse(entityLabelSchema, value, 'a dataset line').annotations.entities.map(({ label }) => idOf(label)),
    );
    const { perLabel, without } = countClasses(texts, labels);
    return { taskType: 'named-entities', entitiesPerLabel: perLabel, textsWithoutEntities: without };
  },
} as const satisfies LabelTask<'named-entities'>;
