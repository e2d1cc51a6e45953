import {
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelPackageGroupsCommand,
  ListModelsCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { findMade } from '../../../cli/deploy/find-made.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { MemoryBucket } from '../../memory-bucket.ts';

const sageMaker = mockClient(SageMakerClient);
const time = new Date(0);
const arn = (name: string) => `arn:aws:sagemaker:us-east-1:123456789012:endpoint/${name}`;
const tags = (project: string, uid: string) => [
  { Key: 'labelloop:project', Value: project },
  { Key: 'labelloop:uid', Value: uid },
];
const endpoints: Record<string, ReturnType<typeof tags>> = {
  'labelloop-dev-birds': tags('birds', 'abc123'),
  'labelloop-dev-renamed': tags('birds', 'abc123'),
  'labelloop-dev-2-birds': tags('birds', 'zzz999'),
  'x-labelloop-dev-birds': tags('birds', 'abc123'),
};

let bucket: MemoryBucket;
beforeEach(() => {
  bucket = new MemoryBucket();
  const birds = newProject({ project: 'birds', uid: 'abc123', labels: ['robin'], taskType: 'bounding-box' });
  bucket.put('projects/birds/project.json', JSON.stringify(birds));
  bucket.put('projects/broken/project.json', '{');
  const names = ['birds-abc123-b000001-t1', 'other-birds-abc123-b000001'];
  sageMaker.on(ListEndpointConfigsCommand).resolves({
    EndpointConfigs: names.map((EndpointConfigName) => ({
      ...{ EndpointConfigName, EndpointConfigArn: 'arn', CreationTime: time },
    })),
  });
  const model = (ModelName: string) => ({ ModelName, ModelArn: 'arn', CreationTime: time });
  sageMaker.on(ListModelsCommand).resolves({ Models: [model('birds-abc123-b000001-t1')], NextToken: 'more' });
  sageMaker.on(ListModelsCommand, { NextToken: 'more' }).resolves({ Models: [model('birds-abc123-b000002-t1')] });
  sageMaker.on(ListModelPackageGroupsCommand).resolves({
    ModelPackageGroupSummaryList: ['labelloop-dev-birds-abc123', 'labelloop-dev-2-birds-zzz999'].map((name) => ({
      ...{ ModelPackageGroupName: name, ModelPackageGroupArn: 'arn', CreationTime: time },
      ModelPackageGroupStatus: 'Completed' as const,
    })),
  });
  sageMaker.on(ListEndpointsCommand).resolves({
    Endpoints: Object.keys(endpoints).map((name) => ({
      ...{ EndpointName: name, EndpointArn: arn(name), CreationTime: time, LastModifiedTime: time },
      EndpointStatus: 'InService' as const,
    })),
  });
  for (const [name, Tags] of Object.entries(endpoints))
    sageMaker.on(ListTagsCommand, { ResourceArn: arn(name) }).resolves({ Tags });
});
afterEach(() => {
  bucket.restore();
  sageMaker.reset();
});

it('an endpoint is the stage’s by its tags: another stage’s name may begin with this one’s', async () => {
  const { made, others } = await findMade('bucket', 'labelloop-dev');
  expect(made.endpoints).toEqual(['labelloop-dev-birds', 'labelloop-dev-renamed']);
  expect(others).toEqual(['labelloop-dev-2-birds']);
});

it('configs, models on every page, registry groups and jobs are found by their project', async () => {
  const { made } = await findMade('bucket', 'labelloop-dev');
  expect(made).toMatchObject({
    endpointConfigs: ['birds-abc123-b000001-t1'],
    models: ['birds-abc123-b000001-t1', 'birds-abc123-b000002-t1'],
    modelPackageGroups: ['labelloop-dev-birds-abc123'],
    jobPrefixes: ['birds-abc123-'],
  });
});
