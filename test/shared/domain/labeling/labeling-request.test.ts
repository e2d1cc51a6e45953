import { expect, it } from '@jest/globals';
import type { Project } from '../../../../shared/contracts/project.ts';
import { labelingProblem, labelingRequest } from '../../../../shared/domain/labeling/labeling-request.ts';
import { newProject } from '../../../../shared/domain/project/new-project.ts';

const resources = { roleArn: 'arn:role', preAnnotationArn: 'arn:pre', consolidationArn: 'arn:consolidate' };
const birds = newProject({ project: 'birds', uid: 'abc123', labels: ['robin'], taskType: 'bounding-box' });
const tagsOf = (labeling: Partial<Project['labeling']>, attribute = 'labels') => {
  const project = { ...birds, labeling: { ...birds.labeling, ...labeling } };
  const task = { batchId: 'b000001', manifestHash: 'c0ffee', attribute };
  return Object.fromEntries(
    labelingRequest('bucket', task, project, resources).Tags.map(({ Key, Value }) => [Key, Value]),
  );
};
const own = ['labelloop:project', 'labelloop:uid', 'labelloop:batch', 'labelloop:manifest'];

it('asks for nothing special by default', () => {
  expect(Object.keys(tagsOf({}))).toEqual(own);
});

it('tells the engine how few workers may do, what is known, and whom a paused worker asks', () => {
  const gold = 's3://bucket/known.manifest';
  expect(tagsOf({ fewestWorkers: 2, gold, goldFeedback: false, contact: 'Ada ext. 12' })).toMatchObject({
    'labelloop:fewest-workers': '2',
    'labelloop:gold': gold,
    'labelloop:gold-feedback': 'off',
    'labelloop:contact': 'Ada ext. 12',
  });
});

it('hides no known image among corrections: its label has another attribute', () => {
  expect(tagsOf({ gold: 's3://bucket/known.manifest' }, 'adjusted-labels')).not.toHaveProperty('labelloop:gold');
});

it('is impossible with more label text than fits into a hyperparameter of a training job', () => {
  const labels = Array.from({ length: 50 }, (_, at) => `${'n'.repeat(60)} ${at}`);
  const problemOf = (some: string[]) => labelingProblem({ ...birds, labels: some }, undefined)?.reason;
  expect(problemOf(labels)).toContain('a training job takes 2500');
  expect(problemOf(labels.slice(0, 30))).toBeUndefined();
});
