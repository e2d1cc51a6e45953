import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as cloudFormation from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { zip } from '../../../cli/deploy/detector-sources.ts';
import { CLOUDFORMATION_ACTIONS } from '../../../local-cloud/cloudformation/actions.ts';

import { startStacks } from './stack-harness.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

type Template = { Resources: Record<string, object>; Outputs?: Record<string, object> };
const bucket = (name: string, changes: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName: name },
  ...changes,
});
const queue = (name: string, properties: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...properties },
});
const BASE: Template = {
  Resources: {
    Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Data' } } },
    Data: bucket('data-1'),
  },
  Outputs: { Bucket: { Value: { Ref: 'Data' } } },
};

let folder: string;
let running: Awaited<ReturnType<typeof startStacks>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labelloop-stacks-'));
  running = await startStacks(folder);
});
afterEach(() => running.stop());

const send: cloudFormation.CloudFormationClient['send'] = (command: never) =>
  running.cloudFormation.send(command) as never;

async function stack(name = 'birds') {
  const { Stacks } = await send(new cloudFormation.DescribeStacksCommand({ StackName: name }));
  return Stacks![0]!;
}

async function settled(id: string) {
  for (;;) {
    const now = await stack(id);
    if (!/_IN_PROGRESS$/.test(now.StackStatus!)) return now;
    await pause(5);
  }
}

/** As `aws cloudformation deploy` does it. */
async function deploy(template: Template, ChangeSetType: 'CREATE' | 'UPDATE' = 'CREATE') {
  const names = { StackName: 'birds', ChangeSetName: 'change' };
  const TemplateBody = JSON.stringify(template);
  const created = new cloudFormation.CreateChangeSetCommand({ ...names, ChangeSetType, TemplateBody });
  const { StackId } = await send(created);
  const changes = await send(new cloudFormation.DescribeChangeSetCommand(names));
  if (changes.Status === 'FAILED') return { status: 'no changes', reason: changes.StatusReason, changes };
  await send(new cloudFormation.ExecuteChangeSetCommand(names));
  return { status: (await settled(StackId!)).StackStatus, changes };
}

const isThere = (name: string) =>
  running.s3.send(new HeadBucketCommand({ Bucket: name })).then(
    () => true,
    () => false,
  );
async function events() {
  const { StackEvents } = await send(new cloudFormation.DescribeStackEventsCommand({ StackName: 'birds' }));
  return StackEvents!
    .reverse()
    .map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`);
}

describe('the laptop’s CloudFormation', () => {
  it('answers exactly the actions that docs/feature-support/cloudformation.md lists', () => {
    const documented = readFileSync('docs/feature-support/cloudformation.md', 'utf8').matchAll(/^\| ([A-Z]\w+) \|/gm);
    expect([...documented].map(([, name]) => name)).toEqual(
      CLOUDFORMATION_ACTIONS.map(({ schema }) => schema[2]).sort(),
    );
  });

  it('makes a stack in the order of its references, with events and outputs', async () => {
    expect(await deploy(BASE)).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(await stack()).toMatchObject({ Outputs: [{ OutputKey: 'Bucket', OutputValue: 'data-1' }] });
    expect(await events()).toEqual([
      'birds CREATE_IN_PROGRESS',
      ...['Data CREATE_IN_PROGRESS', 'Data CREATE_COMPLETE', 'Policy CREATE_IN_PROGRESS', 'Policy CREATE_COMPLETE'],
      'birds CREATE_COMPLETE',
    ]);
    expect(await isThere('data-1')).toBe(true);
  });

  it('says in CloudFormation’s words that nothing would change', async () => {
    await deploy(BASE);
    const again = await deploy(BASE, 'UPDATE');
    expect(again).toMatchObject({ status: 'no changes', reason: expect.stringContaining("didn't contain changes") });
  });

  it('takes a first deploy back that fails, also what is retained otherwise: it can be repeated', async () => {
    await running.s3.send(new CreateBucketCommand({ Bucket: 'taken' }));
    const failing: Template = {
      Resources: {
        Data: bucket('data-1', { DeletionPolicy: 'RetainExceptOnCreate' }),
        Other: bucket('taken', { DependsOn: 'Data' }),
      },
    };
    expect(await deploy(failing)).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect(await isThere('data-1')).toBe(false);
    expect(await isThere('taken')).toBe(true);
    expect(await events()).toContain('Other CREATE_FAILED');
    await expect(deploy(BASE, 'UPDATE')).rejects.toThrow('ROLLBACK_COMPLETE state and can not be updated');
  });

  it('goes back to what stood where an update fails, and forward where it does not', async () => {
    await running.s3.send(new CreateBucketCommand({ Bucket: 'taken' }));
    const first: Template = { Resources: { ...BASE.Resources, Letters: queue('letters', { VisibilityTimeout: 30 }) } };
    await deploy(first);
    const changed = {
      ...first.Resources,
      Letters: queue('letters', { VisibilityTimeout: 60 }),
      More: bucket('data-2'),
    };
    const failing = { Resources: { ...changed, Other: bucket('taken', { DependsOn: ['Letters', 'More'] }) } };
    expect(await deploy(failing, 'UPDATE')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect([await isThere('data-1'), await isThere('data-2')]).toEqual([true, false]);
    // Nothing of the failed one is left: the same change is a change again.
    const upgrade = await deploy({ Resources: changed }, 'UPDATE');
    expect(upgrade).toMatchObject({ status: 'UPDATE_COMPLETE' });
    const acts = upgrade.changes.Changes!.map(
      ({ ResourceChange }) => `${ResourceChange!.Action} ${ResourceChange!.LogicalResourceId}`,
    );
    expect(acts).toEqual(['Modify Letters', 'Add More']);
    expect(await deploy({ Resources: first.Resources }, 'UPDATE')).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await isThere('data-2')).toBe(false);
  });

  it('deletes a stack, keeps what is retained, and does not delete a bucket with objects', async () => {
    await deploy({ Resources: { Data: bucket('data-1', { DeletionPolicy: 'Retain' }), Full: bucket('full') } });
    const { StackId } = await stack();
    await running.s3.send(new PutObjectCommand({ Bucket: 'full', Key: 'k', Body: 'v' }));
    await send(new cloudFormation.DeleteStackCommand({ StackName: 'birds' }));
    expect((await settled(StackId!)).StackStatus).toBe('DELETE_FAILED');
    await running.s3.send(new DeleteObjectCommand({ Bucket: 'full', Key: 'k' }));
    await send(new cloudFormation.DeleteStackCommand({ StackName: 'birds' }));
    expect((await settled(StackId!)).StackStatus).toBe('DELETE_COMPLETE');
    expect([await isThere('data-1'), await isThere('full')]).toEqual([true, false]);
    await expect(stack()).rejects.toThrow('Stack with id birds does not exist');
  });

  it('goes on with the resource that it was at when the process was killed', async () => {
    await deploy({ Resources: { First: bucket('first'), Second: bucket('second', { DependsOn: 'First' }) } });
    await running.s3.send(new DeleteBucketCommand({ Bucket: 'second' }));
    await running.stop();
    // As a kill leaves it that came after the first bucket was made and before that was noted.
    const [file] = readdirSync(join(folder, 'cloudformation'));
    const path = join(folder, 'cloudformation', file!);
    const { resources, ...document } = JSON.parse(readFileSync(path, 'utf8'));
    const First = { ...resources.First, status: 'CREATE_IN_PROGRESS' };
    const operation = { kind: 'CREATE', template: document.template, before: {} };
    writeFileSync(path, JSON.stringify({ ...document, status: 'CREATE_IN_PROGRESS', resources: { First }, operation }));
    running = await startStacks(folder);
    expect(await settled('birds')).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    const { StackResources } = await send(new cloudFormation.DescribeStackResourcesCommand({ StackName: 'birds' }));
    expect(
      StackResources!.map(({ LogicalResourceId, ResourceStatus }) => `${LogicalResourceId} ${ResourceStatus}`),
    ).toEqual(['First CREATE_COMPLETE', 'Second CREATE_COMPLETE']);
  });

  it('keeps the code of a function’s archive as it was at the deploy; one that is not there fails the function', async () => {
    await running.s3.send(new CreateBucketCommand({ Bucket: 'archives' }));
    const archive = { Bucket: 'archives', Key: 'code.zip' };
    const source = Buffer.from('export const handler = () => 1;');
    const Body = zip([{ path: 'dist/a/index.mjs', content: source }]);
    await running.s3.send(new PutObjectCommand({ ...archive, Body }));
    const Code = { S3Bucket: 'archives', S3Key: 'code.zip' };
    const withCode = (code: object) => ({
      Resources: { A: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'a', Code: code } } },
    });
    expect(await deploy(withCode(Code))).toMatchObject({ status: 'CREATE_COMPLETE' });
    await running.s3.send(new DeleteObjectCommand(archive));
    expect(readFileSync(join(running.code.of(Code), 'dist/a/index.mjs'))).toEqual(source);
    const gone = await deploy(withCode({ ...Code, S3Key: 'other.zip' }), 'UPDATE');
    expect(gone.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    const { StackEvents } = await send(new cloudFormation.DescribeStackEventsCommand({ StackName: 'birds' }));
    expect(StackEvents!.map(({ ResourceStatusReason }) => ResourceStatusReason)).toContainEqual(
      expect.stringContaining('S3 Error Code: NoSuchKey'),
    );
  });

  it('refuses a template that goes in a circle, and one that names what is not there', async () => {
    const circle = { A: queue('a', { X: { Ref: 'B' } }), B: queue('b', { X: { Ref: 'A' } }) };
    await expect(deploy({ Resources: circle })).rejects.toThrow('circular dependency');
    await expect(deploy({ Resources: { A: queue('a', { X: { Ref: 'Nobody' } }) } })).rejects.toThrow(
      'no resource Nobody',
    );
  });
});
