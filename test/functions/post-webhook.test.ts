import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler } from '../../functions/post-webhook.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { NOW, TrainingHarness } from '../training-harness.ts';

let harness: TrainingHarness;
let server: Server;
let heard: Array<{ delivery: unknown; event: string; text: string }>;
let answer: number;

beforeEach(async () => {
  harness = new TrainingHarness();
  heard = [];
  answer = 200;
  server = createServer(async (request, response) => {
    const { event, text } = JSON.parse((await request.toArray()).join('')) as { event: string; text: string };
    heard.push({ delivery: request.headers['x-labelloop-delivery'], event, text });
    response.writeHead(answer, answer === 302 ? { location: '/elsewhere' } : {}).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  configure(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`);
});
afterEach(async () => {
  harness.restore();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function configure(webhookUrl: string | null) {
  const project = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });
  harness.bucket.put(harness.keys.config, JSON.stringify({ ...project, webhookUrl }));
}

const tell = (status: string, details: object = {}) =>
  harness.call(handler, {
    'detail-type': 'Step Functions Execution Status Change',
    time: NOW,
    detail: {
      executionArn: harness.arn('one'),
      status,
      input: JSON.stringify(harness.executionInput()),
      output: null,
      error: null,
      cause: null,
      redriveCount: 0,
      ...details,
    },
  });
const ended = (output: object) => tell('SUCCEEDED', { output: JSON.stringify(output) });

it('tells when a batch goes to the workers and when a model goes live, each once', async () => {
  await tell('RUNNING');
  await tell('RUNNING');
  const deployed = { outcome: 'deployed', reason: '.91 against .88', modelName: 'birds-m2', endpointName: 'birds' };
  await ended({ ...deployed, trainings: 1 });
  await ended({ ...deployed, trainings: 1 });
  expect(heard).toEqual([
    { delivery: 'one-RUNNING-0', event: 'labelingStarted', text: 'birds: batch b000001 goes to the workers' },
    {
      delivery: 'one-SUCCEEDED-0',
      event: 'deployed',
      text: 'birds: birds-m2 is live on endpoint birds: .91 against .88',
    },
  ]);
});

it.each([
  [{ outcome: 'kept', reason: 'worse', modelName: 'm', endpointName: 'birds' }, 'kept', /stays as it is: worse$/],
  [{ outcome: 'labeled', reason: '3 more needed' }, 'labeled', /b000001 is labeled: 3 more needed$/],
  [{ outcome: 'nothingNew', datasetVersion: 2 }, 'nothingNew', /brought no new label$/],
])('tells that an execution ended with %j', async (output, event, text) => {
  await ended(output);
  expect(heard).toEqual([expect.objectContaining({ event, text: expect.stringMatching(text) })]);
});

it('tells of a failure with its cause in a person’s words, and what to do', async () => {
  await tell('FAILED', { error: 'InvalidDocumentError', cause: '{"errorMessage":"line 3 is not JSON","trace":[]}' });
  await tell('ABORTED', { executionArn: harness.arn('two') });
  expect(heard.map(({ text }) => text)).toEqual([
    'birds: batch b000001 stopped with InvalidDocumentError: line 3 is not JSON. ' +
      'Correct the document (a setting with `labelloop config`), then: labelloop retry birds',
    'birds: batch b000001 stopped with ExecutionABORTED: the execution ended with status ABORTED. ' +
      'Nothing goes on by itself. To go on: labelloop retry birds',
  ]);
});

it('says nothing of redrives, of executions that label nothing, and of trainings that another one does', async () => {
  await tell('RUNNING', { redriveCount: 1 });
  await tell('RUNNING', { input: JSON.stringify({ ...harness.executionInput(), mode: 'train' }) });
  await ended({ outcome: 'coalesced', reason: 'one trains it' });
  configure(null);
  await tell('FAILED');
  expect(heard).toEqual([]);
});

it('fails when the address refuses, names its host only, follows no redirect, and tells when tried again', async () => {
  for (answer of [500, 302]) {
    const failure = await tell('FAILED').catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'WebhookRefusedError', message: expect.stringContaining(`${answer}`) });
    expect((failure as Error).message).not.toContain('secret-path');
  }
  answer = 204;
  await tell('FAILED');
  await tell('FAILED');
  expect(heard).toHaveLength(3);
});

it('takes no address that no request can go to', async () => {
  for (const address of ['', 'example.com/hook', 'ftp://example.com', 'https://host:99999/']) {
    configure(address);
    expect(await loadProject(projectBucket(harness.bucket.name, 'birds'))).toMatchObject({
      problem: { reason: expect.stringContaining('must be an http:// or https:// address') },
    });
  }
});

it('names the host that cannot be reached', async () => {
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  await expect(tell('FAILED')).rejects.toThrow(`webhookUrl: 127.0.0.1:${port} cannot be reached: connect ECONNREFUSED`);
});
