import type { Feedback } from '../../contracts/feedback.ts';
import { classLabelSchema, classSetLabelSchema } from '../../contracts/label-values.ts';
import { boundingBoxLabelSchema } from '../../contracts/manifest-line.ts';
import type { TrainedTaskType } from '../../contracts/trained-tasks.ts';
import { isAllRight } from '../automatic-labeling/judge-image.ts';

type Said = Pick<Feedback, 'predictions' | 'found'>;

/** Whether people's label says the same; undefined: it is of another kind, or nobody kept what the model said. */
type Compare = (said: Said, label: unknown) => boolean | undefined;

/** From this confidence on a box is what the model says. */
const SURE = 0.5;

const boxes: Compare = ({ predictions }, label) => {
  const read = boundingBoxLabelSchema.safeParse(label);
  if (!read.success) return undefined;
  const said = predictions.filter(({ confidence }) => confidence >= SURE);
  return isAllRight(said, read.data.annotations);
};

const isSameSet = (found: Said['found'], classes: readonly number[]) =>
  found && found.length === classes.length && found.every(([id]) => classes.includes(id));

const oneClass: Compare = ({ found }, label) => {
  const read = classLabelSchema.safeParse(label);
  return read.success ? isSameSet(found, [Number(read.data)]) : undefined;
};

const classSet: Compare = ({ found }, label) => {
  const read = classSetLabelSchema.safeParse(label);
  return read.success ? isSameSet(found, read.data) : undefined;
};

/** By type of task how an answer is held against people's label; null: masks and outlines of answers are not kept. */
export const SAID_RIGHT: Record<TrainedTaskType, Compare | null> = {
  'bounding-box': boxes,
  'image-classification': oneClass,
  'image-classification-multi-label': classSet,
  'semantic-segmentation': null,
  polygon: null,
};
