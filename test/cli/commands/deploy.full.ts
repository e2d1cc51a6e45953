import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteStackCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { StageByCli } from '../deploy/stage-by-cli.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(600_000);

const REPOSITORY = 'labelloop-dev-detector';
const stage = new StageByCli('dev');
beforeAll(() => stage.up());
afterAll(() => stage.laptop.discard());

let cloudFormation: CloudFormationClient;
const reach = () => {
  const { endpoint, region, credentials } = stage.laptop.cloud;
  cloudFormation = new CloudFormationClient({ endpoint, region, credentials });
};

it('a first deploy that a resource fails goes back, names it, and can be repeated', async () => {
  reach();
  const names = { StackName: 'labelloop-other', ChangeSetName: 'begin' };
  const Taken = { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: REPOSITORY } };
  const TemplateBody = JSON.stringify({ Resources: { Taken } });
  await cloudFormation.send(new CreateChangeSetCommand({ ...names, ChangeSetType: 'CREATE', TemplateBody }));
  await cloudFormation.send(new ExecuteChangeSetCommand(names));
  const { code, notes } = await stage.labelloop(['deploy']);
  expect(code).not.toBe(0);
  expect(notes).toMatch(new RegExp(`DetectorRepository.*\\s.*${REPOSITORY} already exists`));
  const { status, resources } = (await stage.stack())!;
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(Object.keys(resources)).not.toContain('DataBucket');
  await cloudFormation.send(new DeleteStackCommand({ StackName: 'labelloop-other' }));
});

it('a deploy whose command and whose cloud are killed in the middle goes on by the same command', async () => {
  const killed = await stage.labelloop(['deploy'], (line, kill) => {
    if (!/CREATE_COMPLETE - AWS::S3::Bucket - DataBucket$/.test(line)) return;
    kill();
    void stage.laptop.kill();
  });
  expect(killed.code).toBeNull();
  await stage.up();
  const { bucket, detectorImage } = await stage.json('deploy');
  expect(bucket).toBe('labelloop-dev-000000000000');
  expect(await stage.stack()).toMatchObject({
    status: 'UPDATE_COMPLETE',
    outputs: { Bucket: bucket, DetectorImage: detectorImage },
  });
});

it('a deploy without changes changes nothing', async () => {
  const before = await stage.stack();
  const { code, notes } = await stage.labelloop(['deploy']);
  expect(code).toBe(0);
  expect(notes).toContain('is there already');
  expect(await stage.stack()).toEqual(before);
});

it('an upgrade that is killed in the middle leads to the same stack as one that is not', async () => {
  const before = (await stage.stack())!;
  const killed = await stage.labelloop(['deploy', '--email', 'ops@example.com'], (line, kill) => {
    if (line.includes('UPDATE_IN_PROGRESS')) kill();
  });
  expect(killed.code).toBeNull();
  await stage.json('deploy', '--email', 'ops@example.com');
  const alarmed = (await stage.stack())!;
  expect(alarmed.status).toBe('UPDATE_COMPLETE');
  expect(Object.keys(alarmed.resources)).toEqual(expect.arrayContaining(['Alarms', 'AlarmsToPeople', 'SpendAlarm']));
  await stage.json('deploy');
  expect({ ...(await stage.stack()), updated: 0 }).toEqual({ ...before, updated: 0 });
});

it('needs nothing that the published policy of the deployer does not allow', () => {
  expect(stage.denied()).toEqual([]);
});
