import { expect, it } from '@jest/globals';
import { type Project, taskTypeSchema } from '../../../../shared/contracts/project.ts';
import { LABEL_TASKS } from '../../../../shared/domain/answer-kinds/tasks/task-types.ts';
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

it('asks for the algorithm of AWS that labels as the project does, and has none for the other types', () => {
  const arns = { ...resources, preAnnotationArn: 'arn:aws:lambda:eu-west-1:000000000000:function:pre' };
  const labels = ['robin', 'wren'];
  const algorithms = taskTypeSchema.options.map((taskType) => {
    const { labeling, ...made } = newProject({ project: 'birds', uid: 'abc123', labels, taskType });
    const project = { ...made, labeling: { ...labeling, automatic: { precision: 0.9 } } };
    if (labelingProblem(project, undefined)?.code === 'automatic-impossible') return [taskType, 'none'];
    const { attribute } = LABEL_TASKS[taskType];
    const { HumanTaskConfig: _, ...request } = labelingRequest(
      'bucket',
      { batchId: 'b000001', manifestHash: 'c0ffee', attribute },
      project,
      arns,
    );
    return [
      taskType,
      request.LabelingJobAlgorithmsConfig?.LabelingJobAlgorithmSpecificationArn.split(':').slice(3).join(':'),
    ];
  });
  const aws = 'eu-west-1:027400017018:labeling-job-algorithm-specification';
  expect(Object.fromEntries(algorithms)).toEqual({
    'bounding-box': `${aws}/object-detection`,
    'image-classification': `${aws}/image-classification`,
    'semantic-segmentation': `${aws}/semantic-segmentation`,
    'image-classification-multi-label': 'none',
    polygon: 'none',
    'instance-segmentation': 'none',
    keypoints: 'none',
    'named-entities': 'none',
    'text-classification': 'none',
    'text-classification-multi-label': 'none',
  });
});
