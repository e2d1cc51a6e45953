import { CreateLabelingJobCommand, DescribeLabelingJobCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler as closeBatch } from '../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../functions/ingest-upload.ts';
import { handler as mergeLabels } from '../../functions/merge-labels.ts';
import { handler as startLabelingJob } from '../../functions/start-labeling-job.ts';
import { outputManifestKey } from '../../shared/domain/labeling/labeling-request.ts';
import { readGallery } from '../../shared/read-models/gallery.ts';
import { sha256 } from '../../shared/sha256.ts';
import { expectSameAfterAnyDeath, PipelineHarness } from '../pipeline-harness.ts';

jest.setTimeout(30_000);
const BATCH = 'b000001';
const TEXTS = ['Zoë 👩‍🚀 in\r\nGraz.', 'Bob'];
const sageMaker = mockClient(SageMakerClient);
let harness: PipelineHarness;

const stepInput = () => ({
  ...JSON.parse(harness.executions.get(`birds-abc123-${BATCH}`)!),
  executionArn: `arn:aws:states:us-east-1:000000000000:execution:label-train-deploy:birds-abc123-${BATCH}`,
  now: '2026-01-01T01:00:00Z',
});

async function begin(): Promise<PipelineHarness> {
  harness?.restore();
  harness = new PipelineHarness();
  harness.configure({ taskType: 'named-entities', labels: ['person', 'place'], exports: ['conll', 'spacy'] });
  for (const [at, text] of TEXTS.entries()) await harness.call(ingestUpload, harness.drop(`${at}.txt`, text));
  await harness.call(closeBatch, harness.setReady());
  await harness.call(startLabelingJob, stepInput());
  return harness;
}

beforeEach(async () => {
  process.env.LABELING_ROLE_ARN = 'arn:aws:iam::000000000000:role/labeling';
  process.env.PRE_ANNOTATION_LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:pre-annotation';
  process.env.CONSOLIDATION_LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:consolidate-annotations';
  const jobs = new Map<string, object>();
  sageMaker.reset();
  sageMaker.on(CreateLabelingJobCommand).callsFake((input) => void jobs.set(input.LabelingJobName, input));
  sageMaker.on(DescribeLabelingJobCommand).callsFake(({ LabelingJobName }) => jobs.get(LabelingJobName));
  await begin();
});
afterEach(() => harness.restore());

const input = () =>
  harness.bucket
    .text(harness.keys.inputManifest(BATCH))!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { source: string; 'text-ref': string });

/** The job's manifest: a person where the text begins, a candidate behind it. */
function finishJob(): void {
  const { uid } = harness.bucket.json(harness.keys.batch(BATCH));
  const lines = input().map((line) => ({
    ...line,
    labels: {
      annotations: {
        entities: [
          { endOffset: 3, startOffset: 0, label: 'person' },
          { endOffset: 3, startOffset: 1, label: 'place' },
        ],
        labels: [{ label: 'person' }, { label: 'place' }],
      },
    },
    'labels-metadata': {
      entities: [{ confidence: 0.9 }, { confidence: 0.3, candidate: true }],
      type: 'groundtruth/text-span',
      'human-annotated': 'yes',
      'creation-date': '2026-01-01T00:30:00.123456',
      'job-name': 'labeling-job/x',
    },
  }));
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  harness.bucket.put(outputManifestKey({ project: 'birds', uid, batchId: BATCH }), text);
}

it('a text stands in its line as it was dropped, and is kept under its hash', () => {
  expect(
    input()
      .map(({ source }) => source)
      .sort(),
  ).toEqual([...TEXTS].sort());
  for (const { source, 'text-ref': ref } of input()) {
    expect(ref).toBe(`s3://bucket/${harness.keys.image(sha256(source), 'txt')}`);
    expect(harness.bucket.json(harness.keys.ledger(sha256(source)))).toMatchObject({ characters: [...source].length });
  }
});

it('texts that differ in case, blanks and punctuation alone are on one side', async () => {
  harness.configure({ taskType: 'named-entities', labels: ['person'], validationFraction: 0.5 });
  const texts = Array.from({ length: 9 }, (_, at) => `Ann${'!'.repeat(at)} in  GRAZ`);
  for (const [at, text] of texts.entries()) await harness.call(ingestUpload, harness.drop(`like ${at}`, text));
  const sides = texts.map((text) => harness.bucket.json(harness.keys.ledger(sha256(text))).split);
  expect(new Set(sides).size).toBe(1);
});

it('becomes a dataset of texts, the same whenever a merge dies, without what most did not see', async () => {
  await expectSameAfterAnyDeath(
    async () => {
      await begin();
      finishJob();
      return harness;
    },
    () => harness.call(mergeLabels, stepInput()),
  );
  const { folder } = harness.bucket.json(harness.keys.datasetHead).versions[0];
  expect(harness.bucket.json(harness.keys.datasetSummary(folder))).toMatchObject({
    taskType: 'named-entities',
    entitiesPerLabel: { person: 2, place: 0 },
  });
  const images = await readGallery('bucket', {
    project: 'birds',
    labels: ['person', 'place'],
    taskType: 'named-entities',
  });
  expect(images.map(({ text }) => text!.spans.map(({ label }) => label))).toEqual(TEXTS.map(() => ['person']));
  expect(harness.bucket.text(harness.keys.datasetExport(folder, `conll/${images[0]!.split}.conll`))).toContain(
    'B-person',
  );
  harness.expectNothingLostOrTwice();
});

it.each<[string, Uint8Array | string, string]>([
  ['a picture', Uint8Array.of(0xff, 0xd8, 0xff), 'not-a-text'],
  ['a text in UTF-16', Buffer.from('wide words', 'utf16le'), 'utf-16'],
])('%s goes to quarantine with its reason', async (_, bytes, code) => {
  await harness.call(ingestUpload, harness.drop('odd', bytes));
  const id = sha256(bytes);
  expect(harness.bucket.json(harness.keys.quarantineReason(id))).toMatchObject({ code });
});
