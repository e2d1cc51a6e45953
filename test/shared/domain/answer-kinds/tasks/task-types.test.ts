import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import type { ExportFormat } from '../../../../../shared/contracts/export-formats.ts';
import type { ImageTaskType, TaskType } from '../../../../../shared/contracts/project.ts';
import { isOfTexts } from '../../../../../shared/contracts/text-tasks.ts';
import { ANSWER_KINDS } from '../../../../../shared/domain/answer-kinds/answer-kinds.ts';
import { LABEL_TASKS, TASK_TYPES } from '../../../../../shared/domain/answer-kinds/tasks/task-types.ts';
import { exportWriters } from '../../../../../shared/domain/dataset/export-dataset.ts';
import type { Trait } from '../../../../../shared/domain/dataset/formats/format.ts';

const tasks = Object.entries(LABEL_TASKS) as Array<[TaskType, (typeof LABEL_TASKS)[TaskType]]>;

/** What a format must keep to hold the labels at all. */
const NEEDED: Record<ImageTaskType, Trait> = {
  'bounding-box': 'boxes',
  polygon: 'boxes',
  'image-classification': 'classes',
  'image-classification-multi-label': 'classes',
  'semantic-segmentation': 'masks',
  'instance-segmentation': 'masks',
  keypoints: 'keypoints',
};

const ofImages = tasks.flatMap(([taskType, task]) => (isOfTexts(taskType) ? [] : [[taskType, task] as const]));

it.each(ofImages)('%s is exported to the formats that keep its labels, and to no other', (taskType, task) => {
  const able = (Object.keys(exportWriters) as ExportFormat[])
    .filter((format) => exportWriters[format].keeps.has(NEEDED[taskType]))
    // A folder holds one class of an image.
    .filter((format) => format !== 'yolo-classify' || taskType === 'image-classification')
    // Lines have key points, and training a class for each pixel.
    .filter((format) => format !== 'yolo-pose' || taskType === 'keypoints')
    .filter((format) => format !== 'sagemaker' || taskType !== 'instance-segmentation');
  expect([...task.exports].sort()).toEqual(able.sort());
});

it('labels of texts are exported to formats of texts alone', () => {
  const exported = tasks.flatMap(([taskType, task]) => (isOfTexts(taskType) ? task.exports : []));
  for (const format of exported) expect(exportWriters[format].keeps).toEqual(new Set(['other tasks', 'splits']));
  expect(new Set(exported)).toEqual(new Set(['conll', 'spacy', 'hugging-face', 'text-csv']));
});

it.each(tasks)('%s is answered with an element of its kind, whose classes go where that reads them', (_, task) => {
  expect(ANSWER_KINDS[task.answer!].elements).toContain(task.element.tag);
  expect(task.attribute.endsWith('-ref')).toBe(task.labelIsFile);
  const elements = readFileSync(
    resolve(import.meta.dirname, '../../../../../docs/feature-support/crowd-elements.md'),
    'utf8',
  );
  const attributes = new RegExp(`\`${task.element.tag}\` \\| ([^|]+) \\|`).exec(elements)![1]!.split(/, |\s/);
  expect(attributes).toContain(task.element.choices);
});

it('names each built-in hook of Ground Truth once', () => {
  const hooks = Object.values(TASK_TYPES).flatMap(({ builtInHooks }) => builtInHooks);
  expect(new Set(hooks).size).toBe(hooks.length);
  expect(hooks).toContain('AdjustmentSemanticSegmentation');
});
