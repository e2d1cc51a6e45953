import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as sageMaker from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { judgeAccess } from '../../local-cloud/access/judge-access.ts';
import { WorkerClient } from '../../local-cloud/simulated-workforce/worker-client.ts';
import { readStack } from '../../local-cloud/template/stack.ts';
import { sha256 } from '../../shared/sha256.ts';
import { root } from '../serverless/packaged-template.ts';
import { startLabelingFunction } from './labeling-function.ts';

const BATCH = 'projects/birds/batches/b1';
const PRE = 'arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox';
const ACS = 'arn:aws:lambda:us-east-1:432418664414:function:ACS-BoundingBox';
const BOX = { label: 'robin', left: 10, top: 10, width: 50, height: 40 };

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

describe('the labeling engine in its Lambda function', () => {
  let running: Awaited<ReturnType<typeof startLabelingFunction>>;
  beforeAll(async () => {
    running = await startLabelingFunction();
  });
  afterAll(() => running.stop());

  it('carries a job from CreateLabelingJob to its output manifest, by its own role', async () => {
    const { bucket, s3, accesses } = running;
    const put = (name: string, text: string) =>
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${BATCH}/${name}`, Body: text }));
    const imageKey = `projects/birds/images/${sha256('image')}.jpg`;
    const image = `s3://${bucket}/${imageKey}`;
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: imageKey, Body: 'the image' }));
    await put('input.manifest', JSON.stringify({ 'source-ref': image }));
    await put('label-categories.json', JSON.stringify({ labels: [{ label: 'robin' }] }));
    await put(
      'template.html',
      '<crowd-bounding-box name="boundingBox" src="{{ task.input.taskObject | grant_read_access }}"></crowd-bounding-box>',
    );
    const { WorkteamArn } = await running.sageMaker.send(
      new sageMaker.CreateWorkteamCommand({
        WorkteamName: 'team',
        Description: 'people',
        MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['people'] } }],
      }),
    );
    await running.sageMaker.send(
      new sageMaker.CreateLabelingJobCommand({
        LabelingJobName: 'birds',
        LabelAttributeName: 'labels',
        InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${bucket}/${BATCH}/input.manifest` } } },
        OutputConfig: { S3OutputPath: `s3://${bucket}/${BATCH}/labels` },
        RoleArn: 'arn:aws:iam::000000000000:role/labeling',
        LabelCategoryConfigS3Uri: `s3://${bucket}/${BATCH}/label-categories.json`,
        HumanTaskConfig: {
          WorkteamArn: WorkteamArn!,
          UiConfig: { UiTemplateS3Uri: `s3://${bucket}/${BATCH}/template.html` },
          PreHumanTaskLambdaArn: PRE,
          AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: ACS },
          TaskTitle: 'Birds',
          TaskDescription: 'Draw a box around each bird',
          NumberOfHumanWorkersPerDataObject: 1,
          TaskTimeLimitInSeconds: 600,
        },
      }),
    );
    await running.sweep();
    const ana = new WorkerClient(running.url, AbortSignal.timeout(60_000));
    const { Invitation } = await running.call('InviteWorker', { WorkerName: 'ana', WorkteamArn });
    await ana.acceptInvitation(String(Invitation), 'correct horse');
    const [job] = await ana.jobs(0);
    const { task } = await ana.next(job!.jobReference, 0);
    expect(task!.html).toContain(task!.imageUrl!.split('?')[0]);
    expect(await (await fetch(task!.imageUrl!)).text()).toBe('the image');
    const answer = { boundingBox: { boundingBoxes: [BOX], inputImageProperties: { width: 640, height: 480 } } };
    expect((await ana.answer(task!, answer)).outcome).toBe('counted');
    expect((await ana.answer(task!, answer)).outcome).toBe('repeated');
    await running.sageMaker.send(new sageMaker.StopLabelingJobCommand({ LabelingJobName: 'birds' }));
    await running.sweep();
    const stopped = await running.sageMaker.send(
      new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: 'birds' }),
    );
    expect(stopped).toMatchObject({
      LabelingJobStatus: 'Stopped',
      LabelCounters: { HumanLabeled: 1 },
      CreationTime: expect.any(Date),
    });
    const Key = stopped.LabelingJobOutput!.OutputDatasetS3Uri!.split('/').slice(3).join('/');
    const output = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
    expect(JSON.parse(await output.Body!.transformToString())).toMatchObject({
      'source-ref': image,
      labels: { annotations: [{ class_id: 0, left: 10, top: 10, width: 50, height: 40 }] },
    });
    const judged = judgeAccess(readStack(root), accesses);
    expect(judged.denied).toEqual([]);
    expect(judged.unused.filter(({ principal }) => principal === 'labeling-api')).toEqual([]);
  });

  it('gives AWS errors by their names, and the labeling API to nobody who comes by the URL', async () => {
    await expect(
      running.sageMaker.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: 'nobody' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
    const byUrl = await fetch(running.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'SageMaker.ListLabelingJobs', 'content-type': 'application/x-amz-json-1.1' },
      body: '{}',
    });
    expect(byUrl.status).toBe(404);
    const foreign = await fetch(`${running.url}/api/jobs`, { headers: { origin: 'https://evil.test' } });
    expect(foreign.status).toBe(403);
  });
});
