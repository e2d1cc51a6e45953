import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateLabelingJobCommand,
  CreateWorkteamCommand,
  DescribeLabelingJobCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { afterAll, expect, it, jest } from '@jest/globals';
import { inviteWorker } from '../../../cli/invite-worker.ts';
import { generateSampleImages } from '../../../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../../../examples/sample-images/logos.ts';
import { startCloud } from '../../../local-cloud/cloud.ts';
import { runSimulatedWorkforce } from '../../../local-cloud/simulated-workforce/simulated-workforce.ts';
import { linesOf } from './ground-truth-walk-through.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(1_500_000);

const region = 'us-east-1';
const BUCKET = 'reinvent-labels';
const EXP_NAME = 'aim406';
const folder = mkdtempSync(join(tmpdir(), 'labelloop-auto-notebook-'));
afterAll(() => rmSync(folder, { recursive: true }));

/**
 * The page as the notebook has it: its placeholders doubled where Python formats it, `to_json | escape` where labels
 * go.
 */
const TEMPLATE = `<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-bounding-box name="boundingBox" src="{{ task.input.taskObject | grant_read_access }}" header="Draw a tight box around each logo."
    labels="{{ task.input.labels | to_json | escape }}">
    <full-instructions header="Please annotate each logo.">Boxes fit tight.</full-instructions>
    <short-instructions>A box around each logo.</short-instructions>
  </crowd-bounding-box>
</crowd-form>
`;

/** The pictures that the repository ships. */
const PICTURES = 30;

it("AWS's sagemaker-ground-truth-label-training-data with USE_AUTO_LABELING ends Completed: people label its thirty pictures", async () => {
  const cloud = await startCloud({ dataDir: folder, port: 0, reopenSeconds: 0 });
  const { endpoint, credentials } = cloud;
  const client = { endpoint, region, credentials };
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const sagemaker = new SageMakerClient(client);
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  expect((await s3.send(new HeadBucketCommand({ Bucket: BUCKET }))).BucketRegion).toBe(region);
  const cors = { AllowedHeaders: [], AllowedMethods: ['GET'], AllowedOrigins: ['*'], ExposeHeaders: [] };
  await s3.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [cors] } }));
  const put = (name: string, Body: string | Uint8Array) =>
    s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${EXP_NAME}/${name}`, Body }));
  const images = await generateSampleImages({ seed: 4, set: 'drop', count: PICTURES });
  for (const { fileName, bytes } of images) await put(`images/${fileName}`, bytes);
  const uri = (name: string) => `s3://${BUCKET}/${EXP_NAME}/${name}`;
  const lines = images.map(({ fileName }) => `{"source-ref": "${uri(`images/${fileName}`)}"}\n`);
  await put('input.manifest', lines.join(''));
  await put('class_labels.json', JSON.stringify({ labels: LOGO_LABELS.map((label) => ({ label })) }));
  await put('instructions.template', TEMPLATE);
  const { WorkteamArn } = await sagemaker.send(
    new CreateWorkteamCommand({
      WorkteamName: 'private-team',
      Description: 'draws logos',
      MemberDefinitions: [{ CognitoMemberDefinition: { UserPool: 'us-east-1_a', UserGroup: 'all', ClientId: 'one' } }],
    }),
  );
  const LabelingJobName = 'reinv-gt-1796000000';
  await sagemaker.send(
    new CreateLabelingJobCommand({
      InputConfig: {
        DataSource: { S3DataSource: { ManifestS3Uri: uri('input.manifest') } },
        DataAttributes: { ContentClassifiers: ['FreeOfPersonallyIdentifiableInformation', 'FreeOfAdultContent'] },
      },
      OutputConfig: { S3OutputPath: uri('output/') },
      HumanTaskConfig: {
        AnnotationConsolidationConfig: {
          AnnotationConsolidationLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:ACS-BoundingBox',
        },
        PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox',
        MaxConcurrentTaskCount: 10,
        NumberOfHumanWorkersPerDataObject: 1,
        TaskAvailabilityLifetimeInSeconds: 21_600,
        TaskDescription: 'Dear Annotator, please draw a box around each Company Logo. Thank you!',
        TaskKeywords: ['image', 'object', 'detection'],
        TaskTimeLimitInSeconds: 300,
        TaskTitle: 'Please draw a box around each Company Logo.',
        UiConfig: { UiTemplateS3Uri: uri('instructions.template') },
        WorkteamArn: WorkteamArn!,
      },
      LabelingJobName,
      RoleArn: 'arn:aws:iam::000000000000:role/notebook',
      LabelAttributeName: 'category',
      LabelCategoryConfigS3Uri: uri('class_labels.json'),
      LabelingJobAlgorithmsConfig: {
        LabelingJobAlgorithmSpecificationArn: `arn:aws:sagemaker:${region}:027400017018:labeling-job-algorithm-specification/object-detection`,
      },
    }),
  );
  const ended = new AbortController();
  const truths = new Map(
    images.map(({ fileName, width, height, truth }) => [fileName, { width, height, boxes: truth }]),
  );
  const working = runSimulatedWorkforce({
    portalUrl: cloud.portalUrl,
    invite: async (name) => (await inviteWorker({ endpoint, region, credentials }, name, WorkteamArn!)).invitation,
    truthOf: (sourceRef) => truths.get(sourceRef.split('/').at(-1)!),
    workers: 2,
    seed: 3,
    signal: ended.signal,
  });
  const describe = () => sagemaker.send(new DescribeLabelingJobCommand({ LabelingJobName }));
  let job = await describe();
  while (job.LabelingJobStatus === 'Initializing' || job.LabelingJobStatus === 'InProgress') {
    await new Promise((later) => setTimeout(later, 500));
    job = await describe();
  }
  ended.abort();
  await working;
  expect(job).toMatchObject({
    LabelingJobStatus: 'Completed',
    LabelCounters: { TotalLabeled: PICTURES, Unlabeled: 0 },
  });
  expect(job.LabelCounters).toMatchObject({ HumanLabeled: PICTURES, MachineLabeled: 0 });
  const output = await s3.send(
    new GetObjectCommand({
      Bucket: BUCKET,
      Key: job.LabelingJobOutput!.OutputDatasetS3Uri!.replace(`s3://${BUCKET}/`, ''),
    }),
  );
  const written = linesOf(await output.Body!.transformToString());
  expect(written.map((line) => line['source-ref'])).toEqual(images.map(({ fileName }) => uri(`images/${fileName}`)));
  await cloud.stop();
});
