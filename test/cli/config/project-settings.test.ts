import { expect, it } from '@jest/globals';
import type { CommandError } from '../../../cli/command.ts';
import { applySettings, listSettings } from '../../../cli/config/project-settings.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';

const birds = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });

it('changes numbers, text, lists, nothing and hyperparameters, and leaves the rest', () => {
  const next = applySettings(birds, [
    'batch.maxImages=200',
    'labeling.budgetUsd=50',
    'labeling.contact=me@example.org',
    'exports=["coco"]',
    'training.hyperparameters.max-seconds=600',
  ]);
  expect(next).toEqual({
    ...birds,
    batch: { ...birds.batch, maxImages: 200 },
    labeling: { ...birds.labeling, budgetUsd: 50, contact: 'me@example.org' },
    exports: ['coco'],
    training: { ...birds.training, hyperparameters: { 'max-seconds': '600' } },
  });
  expect(applySettings(next, ['training.hyperparameters.max-seconds=']).training.hyperparameters).toEqual({});
  expect(applySettings(next, ['labeling.budgetUsd=null']).labeling.budgetUsd).toBeNull();
  expect(applySettings(next, ['labeling.contact=null']).labeling.contact).toBeNull();
});

it('another algorithm begins without the hyperparameters and weights of the one before', () => {
  const yolo = applySettings(birds, [
    'training.algorithm={"image":"labelloop/yolo:1","channels":"yolo","answer":"coco"}',
    ...['training.hyperparameters.model=yolo11n', 'training.weights=s3://photos/yolo11n.pt'],
  ]);
  const { hyperparameters, weights } = applySettings(yolo, [
    ...['training.hyperparameters.max-seconds=60', 'training.algorithm=detector'],
  ]).training;
  expect({ hyperparameters, weights }).toEqual({ hyperparameters: { 'max-seconds': '60' }, weights: null });
  const same = applySettings(yolo, [
    'training.algorithm={"image":"labelloop/yolo:1","channels":"yolo","answer":"labelloop"}',
  ]);
  expect(same.training).toMatchObject({ hyperparameters: { model: 'yolo11n' }, weights: 's3://photos/yolo11n.pt' });
});

it('sets what a project that was made earlier does not have yet', () => {
  const { pricePerAnswerUsd, ...labeling } = birds.labeling;
  const older = { ...birds, labeling };
  expect(applySettings(older, ['labeling.pricePerAnswerUsd=0.036']).labeling).toEqual({
    ...labeling,
    pricePerAnswerUsd: 0.036,
  });
  expect(pricePerAnswerUsd).toBe(0);
  const automatic = applySettings(birds, ['labeling.automatic={"precision":0.9}', 'labeling.automatic.dailyCap=200']);
  expect(applySettings(birds, ['labeling.automatic.precision=0.9']).labeling.automatic).toEqual({ precision: 0.9 });
  expect(automatic.labeling.automatic).toEqual({ precision: 0.9, dailyCap: 200 });
});

it('shows a group without a setting, and says of one that the project may have that it is not set', () => {
  const all = applySettings(birds, ['labeling.automatic={}']);
  expect(listSettings(all, ['labeling.automatic'])).toEqual([['labeling.automatic', {}]]);
  expect(listSettings(birds, ['labeling.automatic', 'capture.sampled'])).toEqual([
    ['labeling.automatic', undefined],
    ['capture.sampled', undefined],
  ]);
});

it('of feedback one setting is enough: the others are what counts where nothing is said', () => {
  const { feedback } = applySettings(birds, ['feedback.dailyCap=0']);
  expect(feedback).toEqual({ unsure: true, sample: 0.01, dailyCap: 0 });
  expect(applySettings({ ...birds, feedback: null }, ['feedback.sample=0.2']).feedback).toEqual({
    ...{ unsure: true, sample: 0.2, dailyCap: 50 },
  });
});

it('takes a backbone for algorithms that see through one', () => {
  const backbone = 'training.backbone=s3://bucket/mine.onnx';
  expect(applySettings(birds, [backbone]).training.backbone).toBe('s3://bucket/mine.onnx');
  expect(applySettings(applySettings(birds, [backbone]), ['training.backbone=null']).training.backbone).toBeNull();
  expect(() => applySettings(birds, [backbone, 'training.algorithm=object-detection'])).toThrow(
    'training.backbone is set, and object-detection takes none',
  );
});

it.each([
  ['batch.maxImages=0', /^batch\.maxImages must be at least 1; it would be 0$/],
  ['batch.maxImages=many', /^batch\.maxImages must be a number; it would be "many"$/],
  ['labeling.preLabel=1', /^labeling\.preLabel must be true or false; it would be 1$/],
  ['endpoint.mode=batch', /^endpoint\.mode must be one of serverless, real-time; it would be "batch"$/],
  ['training.hyperparameters.learning-rate=7', /learning-rate is "7"; it expects a number between/],
  ['training.hyperparameters.epochs=7', /detector has no hyperparameter of this name; it has input-size/],
  ['training.algorithm=yolo', /labelloop knows classifier, detector/],
  ['labels=["a"]', /labels cannot be changed/],
  ['labeling.automatic=true', /^labeling\.automatic must be a group of settings, {"name": value}; it would be true$/],
  ['capture.retentionDays=7', /^capture\.sampled must be a number; it is missing$/],
  ['batch.maxImage=3', /there is no setting batch\.maxImage/],
])('refuses %s', (change, message) => {
  expect(() => applySettings(birds, [change])).toThrow(message);
});

it('finds the setting that was meant by the last part of its name', () => {
  const refused = (change: string) => {
    try {
      return applySettings(birds, [change]);
    } catch (error) {
      return (error as CommandError).details;
    }
  };
  expect(refused('quietMinute=3')).toMatchObject({ todo: 'did you mean batch.quietMinutes?', exitCode: 2 });
});

it('changes a project whose task type nothing trains', () => {
  const shapes = newProject({ project: 'shapes', uid: 'abc123', labels: ['a'], taskType: 'polygon' });
  expect(applySettings(shapes, ['batch.maxImages=5']).batch.maxImages).toBe(5);
});

it('shows one setting, a group or all', () => {
  expect(listSettings(birds, ['batch.maxImages'])).toEqual([['batch.maxImages', 1000]]);
  expect(listSettings(birds, ['batch']).map(([key]) => key)).toEqual([
    'batch.maxImages',
    'batch.quietMinutes',
    'batch.maxAgeHours',
  ]);
  expect(listSettings(birds, []).length).toBeGreaterThan(30);
  expect(() => listSettings(birds, ['batches'])).toThrow('there is no setting batches');
});
