import * as z from 'zod/mini';
import { classLabelSchema } from '../../../contracts/label-values.ts';
import { classificationResponseSchema } from '../../../contracts/model-answers.ts';
import { readModelAnswer, requireClassIds } from '../../models/read-answer.ts';
import type { MachineKind } from './machine-kind.ts';

/** The likeliest classes of an image with their probabilities, the likeliest first. */
const saidSchema = z.object({ classes: z.array(z.object({ class_id: z.int(), confidence: z.number() })) });
type SaidClasses = z.infer<typeof saidSchema>;

/** The first tells the class, the second how near another one is. */
const KEPT = 2;
const hundredths = (value: number) => Math.round(value * 100) / 100;

/** Right where the class is that of people; sure by how far the likeliest class is from the next. */
export const classLabels: MachineKind<SaidClasses, number> = {
  taskType: 'image-classification',
  algorithm: 'classifier',
  hyperparameters: { 'task-type': 'image-classification' },
  saidSchema,

  readAnswer(text, uri, { labels }) {
    const answer = readModelAnswer(classificationResponseSchema, text, uri);
    if (!answer) return undefined;
    const sorted = answer.classes.toSorted((a, b) => b.confidence - a.confidence).slice(0, KEPT);
    requireClassIds(
      sorted.map(({ class_id }) => class_id),
      labels.length,
      uri,
    );
    return { classes: sorted.map(({ class_id, confidence }) => ({ class_id, confidence })) };
  },

  async readTruth({ value }) {
    const read = classLabelSchema.safeParse(value);
    return read.success ? Number(read.data) : undefined;
  },

  learnThresholds: () => [],

  judge({ classes: [likeliest, next] }) {
    if (!likeliest) return { score: 0, classes: [] };
    return { score: likeliest.confidence - (next?.confidence ?? 0), classes: [likeliest.class_id] };
  },

  isRight: ({ classes: [likeliest] }, _thresholds, truth) => likeliest?.class_id === truth,

  label({ classes: [likeliest] }, _thresholds, labels) {
    const { class_id, confidence } = likeliest!;
    const type = 'groundtruth/image-classification';
    return { value: class_id, metadata: { 'class-name': labels[class_id]!, confidence: hundredths(confidence), type } };
  },
};
