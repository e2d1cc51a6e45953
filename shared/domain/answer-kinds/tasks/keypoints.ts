import { exportsHolding } from '../../../contracts/export-formats.ts';
import { LABEL_ATTRIBUTE_NAME } from '../../../contracts/label-attributes.ts';
import { keypointLabelSchema, keypointMetadataSchema } from '../../../contracts/label-values.ts';
import { parse } from '../../../contracts/parse.ts';
import { countClasses } from './class-counts.ts';
import { INITIAL_SHAPES, idsOfShapes, withoutCandidates } from './drawn-shape-task.ts';
import type { LabelTask } from './label-task.ts';

/** Named points of objects, one of each label an object: the labels are the points. */
export const keypointTask = {
  subject: 'images',
  answer: 'keypoints',
  builtInHooks: [],
  attribute: LABEL_ATTRIBUTE_NAME,
  labelIsFile: false,
  fewestLabels: 1,
  algorithms: [],
  element: {
    tag: 'crowd-keypoint',
    name: 'annotatedResult',
    choices: 'labels',
    initialValue: INITIAL_SHAPES,
    settings: ({ keypoints: own }) => ({
      skeleton: JSON.stringify(own?.skeleton ?? []),
      ...(own?.severalObjects && { 'several-objects': 'true' }),
    }),
  },
  words: {
    description: 'Set each of',
    short:
      'Set one point of each label on every object. Skip what lies outside of the image. Submit the image without points when there is no object.',
    full: 'A point lies where its part is, also where something is in front of it: say then that it is hidden. Left and right are those of the object, not of the picture. Objects of which no part can be told get no points.',
    keywords: ['images', 'key points'],
  },
  exports: exportsHolding('keypoints'),
  read({ value, metadata }, what) {
    const label = parse(keypointLabelSchema, value, what);
    return withoutCandidates(label, parse(keypointMetadataSchema, metadata, what), metadata);
  },
  describes({ labels, labeling: { keypoints: own } }) {
    const edges = own?.skeleton.map((pair) => pair.map((name) => labels.indexOf(name))) ?? [];
    return { 'keypoint-schema': { object: own?.object ?? 'object', names: labels, edges } };
  },
  count(dataset, labels) {
    const images = dataset.map(({ value }) => idsOfShapes(parse(keypointLabelSchema, value, 'a dataset line')));
    const { perLabel, without } = countClasses(images, labels);
    return { taskType: 'keypoints', pointsPerLabel: perLabel, imagesWithoutPoints: without };
  },
} as const satisfies LabelTask<'keypoints'>;
