import { expect, it } from '@jest/globals';
import { ownImage } from '../../algorithms/own-image.ts';
import { taskTypeSchema } from '../../shared/contracts/project.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { trainingProblems } from '../../shared/domain/training/check-training.ts';

const algorithm = { image: 'labelloop/own:1', channels: 'coco', answer: 'coco' } as const;
const others = taskTypeSchema.options.filter((taskType) => taskType !== 'bounding-box');

/** What a project of this task type would hear of the image. */
function problemsOf(taskType: (typeof taskTypeSchema.options)[number]) {
  const project = newProject({ project: 'birds', uid: 'abc123', labels: ['owl', 'wren'], taskType });
  return trainingProblems({ ...project, training: { ...project.training, algorithm } }, ownImage(algorithm));
}

it('learns bounding boxes', () => {
  expect(problemsOf('bounding-box')).toEqual([]);
});

it.each(others)('refuses a project of %s by name', (taskType) => {
  expect(problemsOf(taskType)).toEqual([
    `training.algorithm is labelloop/own:1, which learns bounding-box, not ${taskType}`,
  ]);
});
