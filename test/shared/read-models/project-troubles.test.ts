import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateLabelingJobCommand, CreateWorkteamCommand, StopLabelingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { RobotClient } from '../../../local-cloud/simulated-workforce/robot-client.ts';
import type { LedgerRecord } from '../../../shared/contracts/ledger-record.ts';
import { projectKeys } from '../../../shared/domain/project/bucket-keys.ts';
import { readTroubles } from '../../../shared/read-models/project-troubles.ts';
import { sha256 } from '../../../shared/sha256.ts';
import { startLabeling } from '../../local-cloud/labeling/labeling-under-test.ts';
import { BUCKET } from '../../local-cloud/s3/s3-under-test.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

const keys = projectKeys('birds');
const JOB = 'birds-abc123-b000001';
const batch = { batchId: 'b000001', images: 2, reason: 'quiet', labelingJobName: JOB };
const overview = { project: 'birds', batches: [batch], dataset: null };
const hash = (name: string) => sha256(`bytes of ${name}`);

let running: Awaited<ReturnType<typeof startLabeling>>;
const put = (key: string, body: unknown) =>
  running.s3.client.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: typeof body === 'string' ? body : JSON.stringify(body) }),
  );

async function accept(name: string, changes: Partial<LedgerRecord> = {}): Promise<void> {
  const image = hash(name);
  await put(keys.image(image, 'jpg'), name);
  const record: LedgerRecord = {
    ...{ version: 1, sha256: image, imageKey: keys.image(image, 'jpg'), originalKey: `incoming/birds/${name}` },
    ...{ bytes: 9, width: 64, height: 48, channels: 3, split: 'train', ingestedAt: '2026-11-30T10:00:00Z' },
    ...{ batchId: null, attempts: 0, outcome: 'pending', ...changes },
  };
  await put(keys.ledger(image), record);
}

beforeAll(async () => {
  running = await startLabeling();
  process.env.AWS_ENDPOINT_URL_SAGEMAKER = running.endpoint;
});
afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_SAGEMAKER;
  await running.close();
});

it('finds what workers declined, by their names, images that nobody could label or that are gone, and stopped jobs', async () => {
  await accept('dark.jpg', { batchId: 'b000001', outcome: 'batched' });
  await accept('waits.jpg');
  await put(keys.pending(hash('waits.jpg')), '-');
  await accept('odd.jpg', { outcome: 'needsAttention', attempts: 3, reason: 'all workers declined' });
  await accept('gone.jpg', { batchId: 'b000001', outcome: 'batched' });
  await running.s3.client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: keys.image(hash('gone.jpg'), 'jpg') }));

  const { WorkteamArn } = await running.client.send(
    new CreateWorkteamCommand({
      WorkteamName: 'team',
      Description: 'people',
      MemberDefinitions: [{ OidcMemberDefinition: { Groups: ['people'] } }],
    }),
  );
  const uri = (key: string) => `s3://${BUCKET}/${key}`;
  await put('in/input.manifest', JSON.stringify({ 'source-ref': uri(keys.image(hash('dark.jpg'), 'jpg')) }));
  await put('in/template.html', '<crowd-form><crowd-input name="note"></crowd-input></crowd-form>');
  await running.client.send(
    new CreateLabelingJobCommand({
      LabelingJobName: JOB,
      LabelAttributeName: 'labels',
      InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: uri('in/input.manifest') } } },
      OutputConfig: { S3OutputPath: uri(keys.labelsPrefix('b000001')) },
      RoleArn: 'arn:aws:iam::000000000000:role/labeling',
      HumanTaskConfig: {
        ...{ WorkteamArn, UiConfig: { UiTemplateS3Uri: uri('in/template.html') } },
        ...{ TaskTitle: 'Birds', TaskDescription: 'Notes', NumberOfHumanWorkersPerDataObject: 3 },
        TaskTimeLimitInSeconds: 600,
        PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-PassThrough',
        AnnotationConsolidationConfig: {
          AnnotationConsolidationLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:ACS-PassThrough',
        },
      },
    }),
  );
  const ana = new RobotClient(running.portalUrl, AbortSignal.timeout(60_000));
  await ana.acceptInvitation(await running.invite('ana', WorkteamArn!), 'correct horse');
  const job = await ana.jobs(20);
  const { task } = await ana.next(job[0]!.jobReference, 20);
  await ana.decline(task!, 'nothing to see');
  await running.client.send(new StopLabelingJobCommand({ LabelingJobName: JOB }));
  await running.completion;

  const image = (name: string) => ({ sha256: hash(name), name });
  expect(await readTroubles(BUCKET, overview, [])).toEqual({
    declined: [
      {
        ...{ batchId: 'b000001', ...image('dark.jpg'), worker: 'ana', reason: 'nothing to see' },
        workerId: expect.stringContaining('private.us-east-1.'),
        at: expect.stringMatching(/Z$/),
      },
    ],
    needsAttention: [{ ...image('odd.jpg'), reason: 'all workers declined' }],
    deleted: [image('gone.jpg')],
    endedJobs: [{ batchId: 'b000001', jobName: JOB, status: 'Stopped', labeled: 0, unlabeled: 1 }],
  });
});
