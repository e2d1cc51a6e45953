import { PutObjectCommand } from '@aws-sdk/client-s3';
import * as sageMaker from '@aws-sdk/client-sagemaker';
import {
  ListHumanLoopsCommand,
  StartHumanLoopCommand,
  StopHumanLoopCommand,
} from '@aws-sdk/client-sagemaker-a2i-runtime';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { judgeAccess } from '../../local-cloud/access/judge-access.ts';
import { RobotClient } from '../../local-cloud/simulated-workforce/robot-client.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import { root } from '../serverless/packaged-template.ts';
import { createBirdsJob, outcomeOf } from './birds-job.ts';
import { startLabelingFunction } from './labeling-function.ts';

const BOX = { label: 'robin', left: 10, top: 10, width: 50, height: 40 };

const HOMES = ['labeling-api', 'sweep-labeling-jobs', 'worker-api'];

/**
 * What jobs learn with (automatic-labeling.full.ts), masks of adjustment jobs and gold (task-types.full.ts,
 * gold.test.ts).
 */
const UNSEEN =
  /^sweep-labeling-jobs (sagemaker:|iam:PassRole |s3:GetObject (masks|embeddings))|^worker-api s3:\w+ (masks\/\*|batches\/\*\/(labels|sequences)\/\*)$/;

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

type Running = Awaited<ReturnType<typeof startLabelingFunction>>;

/** A human loop on this home: started by the runtime's own client, answered by ana, told on the event bus. */
async function reviewOwl(running: Running, ana: RobotClient, workteamArn: string) {
  const image = 'human-loops/inputs/owl.jpg';
  await running.s3.send(new PutObjectCommand({ Bucket: running.bucket, Key: image, Body: 'an owl' }));
  const Content = '<crowd-form><img src="{{ task.input.image | grant_read_access }}"></crowd-form>';
  const { HumanTaskUiArn } = await running.call('CreateHumanTaskUi', {
    ...{ HumanTaskUiName: 'page', UiTemplate: { Content } },
  });
  const { FlowDefinitionArn } = await running.call('CreateFlowDefinition', {
    FlowDefinitionName: 'review',
    HumanLoopConfig: {
      ...{ WorkteamArn: workteamArn, HumanTaskUiArn, TaskTitle: 'Look', TaskDescription: 'Say', TaskCount: 1 },
    },
    OutputConfig: { S3OutputPath: `s3://${running.bucket}/human-loops` },
    RoleArn: 'arn:aws:iam::000000000000:role/review',
  });
  const start = (input: object) =>
    running.a2i.send(
      new StartHumanLoopCommand({
        ...{ HumanLoopName: 'owl', FlowDefinitionArn: String(FlowDefinitionArn) },
        HumanLoopInput: { InputContent: JSON.stringify(input) },
      }),
    );
  await start({ image: `s3://${running.bucket}/${image}` });
  await expect(start({})).rejects.toMatchObject({ name: 'ConflictException' });
  await running.settled();
  const { task } = await ana.next((await ana.jobs(0))[0]!.jobReference, 0);
  expect(await (await fetch(task!.signedUrls[0]!)).text()).toBe('an owl');
  await ana.answer(task!, { what: 'an owl' });
  const list = () => running.a2i.send(new ListHumanLoopsCommand({ FlowDefinitionArn: String(FlowDefinitionArn) }));
  // Else the answer could be changed for another minute.
  await running.a2i.send(new StopHumanLoopCommand({ HumanLoopName: 'owl' }));
  await running.settled();
  expect((await list()).HumanLoopSummaries).toMatchObject([{ HumanLoopName: 'owl', HumanLoopStatus: 'Completed' }]);
  expect(running.events.at(-1)).toMatchObject({
    'detail-type': 'SageMaker A2I HumanLoop Status Change',
    detail: { humanLoopStatus: 'Completed', humanLoopName: 'owl' },
  });
}

describe('the labeling engine in its Lambda functions', () => {
  let running: Awaited<ReturnType<typeof startLabelingFunction>>;
  beforeAll(async () => {
    running = await startLabelingFunction();
  });
  afterAll(() => running.stop());

  const statusOf = async () =>
    (await running.sageMaker.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: 'birds' })))
      .LabelingJobStatus;

  /** How often the API has set the sweep to work, and the sweep anybody. */
  const sent = () =>
    running.accesses
      .filter(({ action, resource }) => action === 'lambda:InvokeFunction' && resource.endsWith('-sweep-labeling-jobs'))
      .map(({ principal }) => principal);

  /** Puts an object and reads it as a worker's page would that names it. */
  async function shown(key: string, body: string): Promise<string> {
    await running.s3.send(new PutObjectCommand({ Bucket: running.bucket, Key: key, Body: body }));
    const { RenderedContent } = await running.sageMaker.send(
      new sageMaker.RenderUiTemplateCommand({
        UiTemplate: { Content: '{{ task.input.uri | grant_read_access | skip_autoescape }}' },
        Task: { Input: JSON.stringify({ uri: `s3://${running.bucket}/${key}` }) },
        RoleArn: 'arn:aws:iam::000000000000:role/labeling',
      }),
    );
    return (await fetch(RenderedContent!.trim())).text();
  }

  it('carries a job from CreateLabelingJob to its output manifest, by its own role', async () => {
    const { imageUri, workteamArn } = await createBirdsJob(running, 'the image');
    // No schedule here: the API has set the sweep to work.
    await running.settled();
    expect(await statusOf()).toBe('InProgress');
    expect(sent()).toEqual(['labeling-api']);
    const ana = new RobotClient(running.url, AbortSignal.timeout(60_000));
    const { Invitation } = await running.call('InviteWorker', { WorkerName: 'ana', WorkteamArn: workteamArn });
    await ana.acceptInvitation(String(Invitation), 'correct horse');
    const [job] = await ana.jobs(0);
    const { task } = await ana.next(job!.jobReference, 0);
    expect(task!.html).toContain(task!.imageUrl!.split('?')[0]);
    expect(await (await fetch(task!.imageUrl!)).text()).toBe('the image');
    const answer = { boundingBox: { boundingBoxes: [BOX], inputImageProperties: { width: 640, height: 480 } } };
    expect((await ana.answer(task!, answer)).outcome).toBe('counted');
    expect((await ana.answer(task!, answer)).outcome).toBe('repeated');
    await running.sageMaker.send(new sageMaker.StopLabelingJobCommand({ LabelingJobName: 'birds' }));
    await running.settled();
    const { job: stopped, line } = await outcomeOf(running);
    expect(stopped).toMatchObject({
      LabelingJobStatus: 'Stopped',
      LabelCounters: { HumanLabeled: 1 },
      CreationTime: expect.any(Date),
    });
    expect(running.events).toMatchObject([
      {
        source: 'labelloop.labeling',
        'detail-type': 'SageMaker Ground Truth Labeling Job State Change',
        resources: [stopped.LabelingJobArn],
        detail: { LabelingJobStatus: 'Stopped' },
      },
    ]);
    expect(line).toMatchObject({
      'source-ref': imageUri,
      labels: { annotations: [{ class_id: 0, left: 10, top: 10, width: 50, height: 40 }] },
    });
    expect(await shown(`projects/birds/masks/${'0'.repeat(64)}.png`, 'a mask')).toBe('a mask');
    expect(await shown(`projects/birds/images/${'0'.repeat(64)}.png`, 'an image')).toBe('an image');
    await running.sweep();
    expect(sent()).toEqual(['labeling-api', 'labeling-api']);
    await reviewOwl(running, ana, workteamArn);
    const judged = judgeAccess(readStack(root, { labeling: 'engine' }), running.accesses);
    expect(judged.denied).toEqual([]);
    const unused = judged.unused.filter(({ principal }) => HOMES.includes(principal));
    const unseen = unused.map(
      ({ principal, action, resource }) => `${principal} ${action} ${resource.split('/*/').slice(1).join('/*/')}`,
    );
    expect(unseen.filter((grant) => !UNSEEN.test(grant))).toEqual([]);
  });

  it('gives AWS errors by their names, and the labeling API to nobody who comes over HTTP', async () => {
    await expect(
      running.sageMaker.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: 'nobody' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
    const headers = { 'x-amz-target': 'SageMaker.ListLabelingJobs', 'content-type': 'application/x-amz-json-1.1' };
    const overHttp = (path: string) => fetch(`${running.url}${path}`, { method: 'POST', headers, body: '{}' });
    expect((await overHttp('/')).status).toBe(404);
    expect((await overHttp('/api/')).status).toBe(404);
    expect((await overHttp('/api/jobs')).status).toBe(401);
    const foreign = await fetch(`${running.url}/api/jobs`, { headers: { origin: 'https://evil.test' } });
    expect(foreign.status).toBe(403);
  });
});
