import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { learningJobs } from '../../../shared/aws/learning-jobs.ts';

const limit = (instances: number) =>
  Object.assign(
    new Error(
      `The account-level service limit 'ml.c5.4xlarge for training job usage' is ${instances} Instances, with current ` +
        `utilization of ${instances} Instances and a request delta of 1 Instances.`,
    ),
    { name: 'ResourceLimitExceeded' },
  );

it('a quota that is used up is asked again; one that is none and what is refused for good are told; other errors are thrown', async () => {
  const sageMaker = mockClient(SageMakerClient);
  const jobs = learningJobs(() => new SageMakerClient({}));
  const ask = () => jobs.createTrainingJob({ TrainingJobName: 'labeling-1-0-0' });
  sageMaker.onAnyCommand().rejects(limit(1));
  expect(await ask()).toBeUndefined();
  sageMaker.onAnyCommand().rejects(limit(0));
  expect(await ask()).toMatch(/ml.c5.4xlarge .* is 0 Instances/);
  const refusal = (message: string) => Object.assign(new Error(message), { name: 'ValidationException' });
  sageMaker
    .onAnyCommand()
    .rejects(refusal('Could not find model "arn:aws:sagemaker:us-east-1:000000000000:model/gone".'));
  expect(await jobs.createTransformJob({ TransformJobName: 'labeling-1-0-0' })).toMatch(/Could not find model/);
  expect(await jobs.createModel({ ModelName: 'labeling-1-0-0' })).toMatch(/Could not find model/);
  expect(await jobs.hasModel('gone')).toBe(false);
  sageMaker.onAnyCommand().rejects(refusal('Cannot create already existing model'));
  expect(await jobs.createModel({ ModelName: 'labeling-1-0-0' })).toBeUndefined();
  sageMaker.onAnyCommand().rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
  await expect(ask()).rejects.toThrow('no');
});
