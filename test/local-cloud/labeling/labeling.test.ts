import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as sageMaker from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { KnownImage } from '../../../local-cloud/simulated-workforce/draw-boxes.ts';
import { runSimulatedWorkforce } from '../../../local-cloud/simulated-workforce/simulated-workforce.ts';
import { boundingBoxLabelSchema } from '../../../shared/contracts/manifest-line.ts';
import { intersectionOverUnion } from '../../../shared/domain/shapes/bounding-box.ts';
import { sha256 } from '../../../shared/sha256.ts';
import { BUCKET } from '../s3/s3-under-test.ts';
import { OWN_HOOKS, startLabeling } from './labeling-under-test.ts';

const PRE = 'arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox';
const ACS = 'arn:aws:lambda:us-east-1:432418664414:function:ACS-BoundingBox';
const IMAGES = 12;
const LABELS = ['robin', 'wren'];

const imageKey = (index: number) => `projects/birds/images/${sha256(`image ${index}`)}.jpg`;
const truths = new Map<string, KnownImage>(
  Array.from({ length: IMAGES }, (_, index) => [
    `s3://${BUCKET}/${imageKey(index)}`,
    {
      width: 640,
      height: 480,
      boxes: [
        { label: LABELS[index % 2]!, left: 40 + 5 * index, top: 60, width: 120, height: 90 },
        { label: LABELS[1]!, left: 300, top: 200 + 4 * index, width: 100, height: 140 },
      ],
    },
  ]),
);

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

describe('the labeling engine on the laptop', () => {
  let running: Awaited<ReturnType<typeof startLabeling>>;
  beforeAll(async () => {
    running = await startLabeling();
  });
  afterAll(() => running.close());

  const put = (key: string, text: string) =>
    running.s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: text }));
  const read = async (uri: string) => {
    const answer = await running.s3.client.send(
      new GetObjectCommand({ Bucket: BUCKET, Key: uri.split('/').slice(3).join('/') }),
    );
    return answer.Body!.transformToString();
  };

  it("runs an ordinary AWS client's bounding-box job by a simulated workforce", async () => {
    const lines = Array.from({ length: IMAGES }, (_, index) => ({ 'source-ref': `s3://${BUCKET}/${imageKey(index)}` }));
    await put('in/input.manifest', lines.map((line) => JSON.stringify(line)).join('\n'));
    await put(
      'in/template.html',
      '<crowd-form><crowd-bounding-box name="boundingBox" src="{{ task.input.taskObject | grant_read_access }}"></crowd-bounding-box></crowd-form>',
    );
    await put('in/labels.json', JSON.stringify({ labels: LABELS.map((label) => ({ label })) }));
    const team = await running.client.send(
      new sageMaker.CreateWorkteamCommand({
        WorkteamName: 'team',
        Description: 'simulated people',
        MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['people'] } }],
      }),
    );
    await running.client.send(
      new sageMaker.CreateLabelingJobCommand({
        LabelingJobName: 'Birds',
        LabelAttributeName: 'labels',
        InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: `s3://${BUCKET}/in/input.manifest` } } },
        OutputConfig: { S3OutputPath: `s3://${BUCKET}/out` },
        RoleArn: 'arn:aws:iam::000000000000:role/labeling',
        LabelCategoryConfigS3Uri: `s3://${BUCKET}/in/labels.json`,
        HumanTaskConfig: {
          WorkteamArn: team.WorkteamArn!,
          UiConfig: { UiTemplateS3Uri: `s3://${BUCKET}/in/template.html` },
          PreHumanTaskLambdaArn: PRE,
          AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: ACS },
          TaskTitle: 'Birds',
          TaskDescription: 'Draw a box around each bird',
          NumberOfHumanWorkersPerDataObject: 5,
          TaskTimeLimitInSeconds: 600,
        },
      }),
    );
    const ended = new AbortController();
    let answers = 0;
    const work = runSimulatedWorkforce({
      portalUrl: running.portalUrl,
      invite: (name) => running.invite(name, team.WorkteamArn!),
      truthOf: (sourceRef) => truths.get(sourceRef),
      workers: 5,
      seed: 1,
      signal: ended.signal,
      onAnswer: () => {
        answers += 1;
      },
    });
    expect(await running.completion).toMatchObject({ detail: { LabelingJobStatus: 'Completed' } });
    ended.abort();
    const job = await running.client.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: 'birds' }));
    expect([...(await work).values()].reduce((sum, count) => sum + count)).toBe(5 * IMAGES);
    expect(answers).toBe(5 * IMAGES);
    expect(job).toMatchObject({
      LabelingJobStatus: 'Completed',
      LabelCounters: { TotalLabeled: IMAGES, HumanLabeled: IMAGES, Unlabeled: 0, FailedNonRetryableError: 0 },
    });
    const output = (await read(job.LabelingJobOutput!.OutputDatasetS3Uri!)).trimEnd().split('\n');
    const found = output.flatMap((line, index) => {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      expect(parsed['source-ref']).toBe(lines[index]!['source-ref']);
      const { annotations } = boundingBoxLabelSchema.parse(parsed.labels);
      return truths
        .get(lines[index]!['source-ref'])!
        .boxes.filter((box) =>
          annotations.some((made) => LABELS[made.class_id] === box.label && intersectionOverUnion(made, box) > 0.7),
        );
    });
    expect(found.length).toBeGreaterThan(0.9 * 2 * IMAGES);
    const { LabelingJobSummaryList } = await running.client.send(
      new sageMaker.ListLabelingJobsCommand({ SortBy: 'Name' }),
    );
    expect(LabelingJobSummaryList).toEqual([
      expect.objectContaining({ LabelingJobName: 'Birds', CreationTime: expect.any(Date) }),
    ]);
    expect(
      new Set(running.s3.accesses.filter(({ action }) => action.startsWith('lambda:')).map(({ resource }) => resource)),
    ).toEqual(new Set(Object.values(OWN_HOOKS)));
  });

  it("signs the task's own image only, and AWS clients see AWS's errors", async () => {
    await put(imageKey(0), 'the image');
    const template = `<crowd-form><img src="{{ task.input.own | grant_read_access | skip_autoescape }}"></crowd-form>`;
    const render = (own: string) =>
      running.client.send(
        new sageMaker.RenderUiTemplateCommand({
          UiTemplate: { Content: template },
          Task: { Input: JSON.stringify({ own }) },
          RoleArn: 'arn:aws:iam::000000000000:role/labeling',
        }),
      );
    const { RenderedContent } = await render(`s3://${BUCKET}/${imageKey(0)}`);
    expect(await (await fetch(/src="([^"]+)"/.exec(RenderedContent!)![1]!)).text()).toBe('the image');
    expect((await render(`s3://${BUCKET}/labeling-engine/secret.json`)).Errors).toEqual([
      expect.objectContaining({ Code: 'AccessDenied' }),
    ]);
    await expect(
      running.client.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: 'nobody' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFound' });
  });

  it('goes on answering while a template uses up its time, and names what nobody could submit', async () => {
    const render = (Content: string) =>
      running.client.send(
        new sageMaker.RenderUiTemplateCommand({
          UiTemplate: { Content },
          Task: { Input: '{}' },
          RoleArn: 'arn:aws:iam::000000000000:role/labeling',
        }),
      );
    const order: string[] = [];
    const endless = render('{% assign a = (1..4000000) | sort | size %}{{ a }}').then((answer) => {
      order.push('endless');
      return answer;
    });
    await running.client.send(new sageMaker.ListLabelingJobsCommand({})).then(() => order.push('others'));
    expect((await endless).Errors).toEqual([expect.objectContaining({ Code: 'TemplateError' })]);
    expect(order).toEqual(['others', 'endless']);
    expect((await render('<crowd-lidar></crowd-lidar>')).Errors).toEqual([
      { Code: 'UnsubmittableTemplate', Message: expect.stringContaining('no <crowd-form>') },
      { Code: 'UnsubmittableTemplate', Message: expect.stringContaining('<crowd-lidar>') },
    ]);
  });

  it.each([
    ['is not there', `s3://${BUCKET}/in/nope.manifest`],
    ['is in a bucket that is not there', 's3://no-such-bucket/input.manifest'],
    ['is not to be seen by the engine', `s3://${BUCKET}-private/input.manifest`],
  ])('fails a job whose manifest %s, and names it', async (_, manifest) => {
    const name = `gone${manifest.length}`;
    await running.client.send(
      new sageMaker.CreateLabelingJobCommand({
        LabelingJobName: name,
        LabelAttributeName: 'labels',
        InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: manifest } } },
        OutputConfig: { S3OutputPath: `s3://${BUCKET}/out` },
        RoleArn: 'arn:aws:iam::000000000000:role/labeling',
        HumanTaskConfig: {
          WorkteamArn: 'arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/team',
          UiConfig: { UiTemplateS3Uri: `s3://${BUCKET}/in/template.html` },
          TaskTitle: 'Birds',
          TaskDescription: 'Draw a box around each bird',
          NumberOfHumanWorkersPerDataObject: 1,
          TaskTimeLimitInSeconds: 600,
        },
      }),
    );
    const describe = () => running.client.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: name }));
    let job = await describe();
    while (job.LabelingJobStatus === 'Initializing') job = await describe();
    expect(job).toMatchObject({
      LabelingJobStatus: 'Failed',
      FailureReason: expect.stringContaining(manifest),
    });
  });
});
