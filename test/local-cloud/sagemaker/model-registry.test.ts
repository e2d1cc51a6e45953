import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateModelCommand,
  CreateModelPackageCommand,
  CreateModelPackageGroupCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  DescribeModelPackageCommand,
  DescribeModelPackageGroupCommand,
  ListModelPackageGroupsCommand,
  ListModelPackagesCommand,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { modelPackageGroupRequest, modelPackageRequest } from '../../../shared/domain/training/model-package.ts';
import { BUCKET, IMAGE, type Laptop, MODEL_ROLE, openLaptop } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-registry-'));
let laptop: Laptop;
let driver: SageMakerDriver;
const send: SageMakerDriver['sageMaker']['send'] = ((command: never) => driver.sageMaker.send(command)) as never;

beforeAll(async () => {
  laptop = await openLaptop(dataDir);
  driver = new SageMakerDriver(laptop.client, dataDir);
});
afterAll(async () => {
  driver.close();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

const owner = { project: 'birds', uid: 'abc123', batchId: 'b000001', executionArn: 'arn:aws:states:us-east-1:0:e:x' };
const config = newProject({ project: 'birds', uid: 'abc123', labels: ['robin'], taskType: 'bounding-box' });
const decision = {
  reason: 'mAP@.5 0.912 ≥ 0.5; 95 % (“sure”)',
  challenger: { metric: 'mAP50', score: 0.912, others: { mAP5095: 0.5 }, images: 23 },
} as never;
const lineage = {
  ...{ modelName: 'birds-v1', trainingJobName: 'birds-v1', datasetVersion: 1, validationHash: 'abc' },
  ...{ decision, decisionUri: `s3://${BUCKET}/decision.json` },
};
const register = (token: string) => {
  const request = modelPackageRequest('labelloop-dev', owner, lineage, config, token);
  const Containers = [{ Image: IMAGE, ModelDataUrl: `s3://${BUCKET}/model.tar.gz` }];
  const InferenceSpecification = { ...request.InferenceSpecification, Containers };
  return send(new CreateModelPackageCommand({ ...request, InferenceSpecification } as never));
};

it('takes what the state machine registers, within the limits of AWS, once for each token', async () => {
  await expect(register('one')).rejects.toThrow('Model Package Group does not exist');
  const group = modelPackageGroupRequest('labelloop-dev', owner);
  await send(new CreateModelPackageGroupCommand(group));
  await expect(send(new CreateModelPackageGroupCommand(group))).rejects.toThrow('already exists');
  const { ModelPackageArn } = await register('one');
  expect(ModelPackageArn).toMatch(/:model-package\/labelloop-dev-birds-abc123\/1$/);
  expect(await register('one')).toMatchObject({ ModelPackageArn });
  expect((await register('two')).ModelPackageArn).toMatch(/\/2$/);
  expect(await send(new DescribeModelPackageCommand({ ModelPackageName: ModelPackageArn }))).toMatchObject({
    ModelPackageVersion: 1,
    ModelApprovalStatus: 'PendingManualApproval',
    ModelPackageStatus: 'Completed',
    CustomerMetadataProperties: {
      ...{ model: 'birds-v1', datasetVersion: '1', trainingJob: 'birds-v1', mAP50: '0.912', validationImages: '23' },
      gate: 'mAP@.5 0.912 0.5 95 sure',
    },
    ModelMetrics: { ModelQuality: { Statistics: { S3Uri: `s3://${BUCKET}/decision.json` } } },
  });
});

it('lists by approval; a model is made of an approved package only', async () => {
  const group = { ModelPackageGroupName: 'labelloop-dev-birds-abc123' };
  const pending = async () => {
    const search = { ...group, ModelApprovalStatus: 'PendingManualApproval' as const };
    const { ModelPackageSummaryList = [] } = await send(new ListModelPackagesCommand(search));
    return ModelPackageSummaryList.map(({ ModelPackageArn }) => ModelPackageArn!);
  };
  const [second, first] = await pending();
  const model = (name: string, arn: string) =>
    send(
      new CreateModelCommand({
        ModelName: name,
        ExecutionRoleArn: MODEL_ROLE,
        PrimaryContainer: { ModelPackageName: arn },
      }),
    );
  await expect(model('from-package', first!)).rejects.toThrow('is not approved');
  const decide = { ModelPackageArn: first!, ModelApprovalStatus: 'Approved' as const, ApprovalDescription: 'Ana' };
  await send(new UpdateModelPackageCommand(decide));
  expect(await pending()).toEqual([second]);
  expect(await model('from-package', first!)).toMatchObject({ ModelArn: expect.stringContaining('from-package') });
  const { ModelPackageGroupSummaryList } = await send(new ListModelPackageGroupsCommand({}));
  expect(ModelPackageGroupSummaryList).toHaveLength(1);
  await expect(send(new DeleteModelPackageGroupCommand(group))).rejects.toMatchObject({ name: 'ConflictException' });
  for (const arn of [first!, second!]) await send(new DeleteModelPackageCommand({ ModelPackageName: arn }));
  await send(new DeleteModelPackageGroupCommand(group));
  await expect(send(new DescribeModelPackageGroupCommand(group))).rejects.toThrow('does not exist');
});
