import { LABEL_ATTRIBUTE_NAME } from '../../contracts/label-attributes.ts';
import { boundingBoxLabelSchema, boundingBoxMetadataSchema } from '../../contracts/manifest-line.ts';
import { parse } from '../../contracts/parse.ts';
import { countShapes, withoutCandidates } from './drawn-shapes.ts';
import type { LabelTask } from './label-task.ts';

export const boundingBox: LabelTask = {
  attribute: LABEL_ATTRIBUTE_NAME,
  read({ value, metadata }, what) {
    const label = parse(boundingBoxLabelSchema, value, what);
    return withoutCandidates(label, parse(boundingBoxMetadataSchema, metadata, what), metadata);
  },
  count(dataset, labels) {
    const boxes = Iterator.from(dataset).map(({ value }) => parse(boundingBoxLabelSchema, value, 'a dataset line'));
    const { perLabel, without } = countShapes(boxes, labels);
    return { boxesPerLabel: perLabel, imagesWithoutBoxes: without };
  },
};
