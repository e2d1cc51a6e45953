import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import * as sageMaker from '@aws-sdk/client-sagemaker';
import { sha256 } from '../../shared/sha256.ts';
import type { startLabelingFunction } from './labeling-function.ts';

type Running = Awaited<ReturnType<typeof startLabelingFunction>>;

const BATCH = 'projects/birds/batches/b1';
const PRE = 'arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox';
const ACS = 'arn:aws:lambda:us-east-1:432418664414:function:ACS-BoundingBox';
const TEMPLATE = `<crowd-form><crowd-bounding-box name="boundingBox" src="{{ task.input.taskObject | grant_read_access }}"
  labels="{{ task.input.labels | to_json | escape }}" header="Draw a box around each bird"></crowd-bounding-box></crowd-form>`;

/** A team, and a job of one image with the label `robin`, by the SDK. */
export async function createBirdsJob({ s3, bucket, sageMaker: client }: Running, image: Uint8Array | string) {
  const put = (Key: string, Body: Uint8Array | string) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  const imageKey = `projects/birds/images/${sha256('image')}.jpg`;
  const imageUri = `s3://${bucket}/${imageKey}`;
  await put(imageKey, image);
  await put(`${BATCH}/input.manifest`, JSON.stringify({ 'source-ref': imageUri }));
  await put(`${BATCH}/label-categories.json`, JSON.stringify({ labels: [{ label: 'robin' }] }));
  await put(`${BATCH}/template.html`, TEMPLATE);
  const { WorkteamArn } = await client.send(
    new sageMaker.CreateWorkteamCommand({
      WorkteamName: 'team',
      Description: 'people',
      MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['people'] } }],
    }),
  );
  await client.send(
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
  return { imageUri, workteamArn: WorkteamArn! };
}

/** What the job has come to, with its output manifest's one line. */
export async function outcomeOf({ s3, bucket, sageMaker: client }: Running) {
  const job = await client.send(new sageMaker.DescribeLabelingJobCommand({ LabelingJobName: 'birds' }));
  const Key = job.LabelingJobOutput!.OutputDatasetS3Uri!.split('/').slice(3).join('/');
  const output = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  return { job, line: JSON.parse(await output.Body!.transformToString()) as Record<string, unknown> };
}
