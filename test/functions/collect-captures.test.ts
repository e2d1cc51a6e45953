import { DescribeEndpointCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../functions/collect-captures.ts';
import { handler as ingest } from '../../functions/ingest-upload.ts';
import type { Drift } from '../../shared/contracts/capture.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { readFeedbackStanding } from '../../shared/read-models/feedback-standing.ts';
import { sha256 } from '../../shared/sha256.ts';
import { KilledError } from '../memory-bucket.ts';
import { PipelineHarness } from '../pipeline-harness.ts';
import { sampleJpeg } from '../sample-jpeg.ts';

const MODEL = 'birds-abc123-b1-t1';
const FOLDER = `projects/birds/capture/${MODEL}/labelloop-dev-birds/AllTraffic`;
const REAL_TIME = {
  ...{ name: 'birds', mode: 'real-time', memorySizeInMB: 2048, maxConcurrency: 1, instanceType: 'ml.m5.large' },
} as Project['endpoint'];
const CAPTURE = { sampled: 100, retentionDays: 5 };
const DOUBT = { unsure: true, sample: 0, dailyCap: 50 };

const sageMaker = mockClient(SageMakerClient);

let harness: PipelineHarness;
beforeEach(() => {
  sageMaker.reset();
  sageMaker.on(DescribeEndpointCommand).resolves({ EndpointStatus: 'Updating', EndpointConfigName: MODEL });
  harness = new PipelineHarness();
  arrange();
});
afterEach(() => harness.restore());

/** An embedding's vector near one of the axes. */
function vector(axis: number, jitter: number): string {
  const values = Int8Array.from({ length: 256 }, (_, index) =>
    index === axis ? 127 : ((index * 31 + jitter * 17) % 9) - 4,
  );
  return Buffer.from(values.buffer).toString('base64');
}

const answer = (confidence: number, embedding?: string, id = 0) =>
  JSON.stringify({
    image_size: [{ width: 640, height: 480 }],
    annotations: [{ class_id: id, left: 1, top: 1, width: 9, height: 9, confidence }],
    ...(embedding && { embedding }),
  });

/** A project whose model was judged on twenty-four images: half of them near one axis, half near another. */
function arrange(changes: Partial<Project> = {}) {
  harness.bucket.now = Date.parse('2026-11-30T12:20:00Z');
  harness.configure({ endpoint: REAL_TIME, capture: CAPTURE, feedback: DOUBT, ...changes });
  const keys = harness.keys;
  const lines = Array.from({ length: 24 }, (_, index) => {
    const hash = sha256(`validation ${index}`);
    return { hash, line: JSON.stringify({ 'source-ref': `s3://bucket/${keys.image(hash, 'jpg')}` }) };
  });
  const manifest = lines.map(({ line }) => `${line}\n`).join('');
  const version = { folder: 'v1', train: 100, validation: 24, added: 124, datasetVersion: 1, batches: {} };
  harness.bucket.put(keys.datasetHead, JSON.stringify({ version: 1, writerId: 'w', head: 1, versions: [version] }));
  harness.bucket.put(keys.datasetManifest('v1', 'validation'), manifest);
  harness.bucket.put(
    keys.datasetSummary('v1'),
    JSON.stringify({
      ...{ version: 1, batchId: 'b1', labels: ['owl', 'duck'], train: 100, validation: 24 },
      ...{ humanAnnotated: 140, machineAnnotated: 0, boxesPerLabel: { owl: 70, duck: 70 }, imagesWithoutBoxes: 0 },
    }),
  );
  for (const [index, { hash }] of lines.entries())
    harness.bucket.put(
      `${keys.evaluationPrefix(sha256(manifest), MODEL)}${hash}.jpg.out`,
      answer(0.8 + (index % 10) / 50, vector(index % 2, index), index % 2),
    );
  harness.bucket.put(
    keys.champion,
    JSON.stringify({
      ...{ version: 1, writerId: 'w', fence: 1, modelName: MODEL, trainingJobName: MODEL, datasetVersion: 1 },
      ...{ endpointName: 'labelloop-dev-birds', endpointConfigName: MODEL, promotedAt: '2026-11-20T00:00:00.000Z' },
      ...{ metric: 'mAP50', score: 0.9, others: { mAP5095: 0.6 }, earlier: [] },
    }),
  );
}

interface Asked {
  bytes: Uint8Array;
  answer: string;
}

/** Puts a file as SageMaker writes it. @param hour yyyy/mm/dd/hh */
function capture(name: string, asked: readonly Asked[], hour = '2026/11/30/12') {
  const time = `${hour.slice(0, 10).replaceAll('/', '-')}T${hour.slice(11)}:10:00Z`;
  const lines = asked.map(({ bytes, answer: data }, index) =>
    JSON.stringify({
      captureData: {
        endpointInput: {
          ...{ observedContentType: 'application/x-image', mode: 'INPUT', encoding: 'BASE64' },
          data: Buffer.from(bytes).toString('base64'),
        },
        endpointOutput: { observedContentType: 'application/json', mode: 'OUTPUT', data, encoding: 'JSON' },
      },
      eventMetadata: { eventId: `${name}-${index}`, inferenceTime: time },
      eventVersion: '0',
    }),
  );
  harness.bucket.put(`${FOLDER}/${hour}/${name}.jsonl`, `${lines.join('\n')}\n`);
}

const collect = () => harness.call(handler, harness.sweepEvent());
const came = () => harness.bucket.keys('incoming/birds/.feedback/').map((key) => key.split('/')[3]);
const image = (number: number, confidence: number, embedding?: string): Asked => ({
  bytes: sampleJpeg(number),
  answer: answer(confidence, embedding),
});

describe('what an endpoint was asked', () => {
  it('comes back where the model was unsure, with its boxes, to training; and each image once', async () => {
    capture('10-00-000-a', [image(1, 0.5), image(2, 0.95), image(1, 0.5)]);
    capture('11-00-000-b', [image(1, 0.45)]);
    await collect();
    expect(came()).toEqual(['unsure']);
    const [key] = harness.bucket.keys(harness.keys.feedbackOfDay('2026-11-30'));
    expect(harness.bucket.json(key!)).toMatchObject({
      why: 'unsure',
      modelName: MODEL,
      predictions: [{ confidence: 0.5 }],
    });
    const [inbox] = harness.bucket.keys('incoming/birds/.feedback/');
    const { bytes, etag } = harness.bucket.objects.get(inbox!)!;
    await harness.call(ingest, harness.event(inbox!, bytes.length, etag));
    expect(harness.records()).toMatchObject([{ split: 'train', outcome: 'pending' }]);
  });

  it('comes back where it is unlike all that the model was judged on, however sure the model is', async () => {
    capture('10-00-000-a', [image(1, 0.95, vector(0, 101)), image(2, 0.95, vector(77, 3))]);
    await collect();
    expect(came()).toEqual(['odd']);
  });

  it('comes back by chance to validation, within the cap of its day, and not where feedback is off', async () => {
    arrange({ feedback: { unsure: true, sample: 1, dailyCap: 2 } });
    capture('10-00-000-a', [image(1, 0.99), image(2, 0.5), image(3, 0.99)]);
    capture('10-00-000-b', [image(4, 0.99)], '2026/11/29/10');
    await collect();
    expect(came()).toEqual(['sample', 'sample', 'sample']);
    expect(harness.bucket.keys(harness.keys.feedbackOfDay('2026-11-29'))).toHaveLength(1);
    arrange({ feedback: null });
    capture('20-00-000-c', [image(5, 0.5)]);
    await collect();
    expect(came()).toHaveLength(3);
  });

  it('is read line by line: what holds no image or no answer is counted, and the rest is dealt with', async () => {
    const text = { bytes: Buffer.from('1,2,3'), answer: '{}' };
    const broken = { bytes: sampleJpeg(1), answer: 'not JSON' };
    capture('10-00-000-a', [text, broken, image(2, 0.5)]);
    const key = `${FOLDER}/2026/11/30/12/10-00-000-a.jsonl`;
    harness.bucket.put(key, `${harness.bucket.text(key)}{"half a li`);
    await collect();
    const [reading] = harness.bucket.keys(harness.keys.productionPrefix);
    expect(harness.bucket.json(reading!)).toMatchObject({ unreadable: 3, images: [{ found: [[0, 0.5]] }] });
    expect(came()).toEqual(['unsure']);
  });

  it('leaves the same behind when it is killed after any call', async () => {
    const begin = () => {
      harness.restore();
      harness = new PipelineHarness();
      arrange({ feedback: { ...DOUBT, dailyCap: 2 } });
      capture('10-00-000-a', [image(1, 0.5, vector(0, 1)), image(2, 0.5), image(3, 0.5)]);
      capture('10-00-000-b', [image(4, 0.4)], '2026/11/24/10');
      capture('10-00-000-c', [image(5, 0.4)], '2026/11/26/11');
    };
    const state = () =>
      harness.bucket.keys('').map((key) => `${key} ${sha256(harness.bucket.objects.get(key)!.bytes)}`);
    begin();
    harness.bucket.calls = 0;
    await collect();
    const calls = harness.bucket.calls;
    const whole = state();
    expect(came()).toHaveLength(4);
    expect(harness.bucket.keys(`${FOLDER}/`)).toHaveLength(2);
    for (let killed = 1; killed < calls; killed++) {
      begin();
      harness.bucket.dieAfter(killed);
      await expect(collect()).rejects.toThrow(KilledError);
      harness.bucket.revive();
      await collect();
      expect([killed, state()]).toEqual([killed, whole]);
    }
  });

  it('is deleted at once when it holds an image that was forgotten', async () => {
    const hash = sha256(sampleJpeg(1));
    await harness.call(ingest, harness.drop('a.jpg', sampleJpeg(1)));
    const record = harness.bucket.json(harness.keys.ledger(hash));
    harness.bucket.put(harness.keys.ledger(hash), JSON.stringify({ ...record, outcome: 'forgotten', reason: 'mia' }));
    capture('10-00-000-a', [image(2, 0.95), image(1, 0.5)]);
    capture('10-00-000-b', [image(3, 0.95)]);
    await collect();
    expect(harness.bucket.keys(`${FOLDER}/`).map((key) => key.split('/').at(-1))).toEqual(['10-00-000-b.jsonl']);
    expect(came()).toEqual([]);
  });

  it('is counted by reason, with what it did to the live model', async () => {
    capture('10-00-000-a', [image(1, 0.5), image(2, 0.95, vector(77, 3)), image(3, 0.6)]);
    await collect();
    const standing = () => readFeedbackStanding(projectBucket('bucket', 'birds'), 'bounding-box');
    const { keys, bucket } = harness;
    const learnt = { 'source-ref': `s3://bucket/${keys.image(sha256(sampleJpeg(1)), 'jpg')}` };
    bucket.put(keys.datasetManifest('v1', 'train'), `${JSON.stringify(learnt)}\n`);
    expect(await standing()).toMatchObject({
      ...{ unsure: 2, odd: 1, sample: 0 },
      champion: { modelName: MODEL, learned: 1, difference: null },
    });
    const score = { metric: 'mAP50', score: 0.9, others: {}, perLabel: {}, images: 24 };
    const errors = { missed: 0, location: 0, label: 0, background: 0 };
    const validationHash = sha256(bucket.text(keys.datasetManifest('v1', 'validation'))!);
    const challenger = { version: 1, modelName: MODEL, validationHash, ...score, errors };
    const difference = { mean: 0.03, low: 0.01, high: 0.05 };
    const decision = { version: 1, decision: 'deploy', reason: 'better', challenger, champion: challenger, difference };
    bucket.put(`${keys.evaluationPrefix(validationHash, MODEL)}decision.json`, JSON.stringify(decision));
    expect((await standing())!.champion!.difference).toEqual(difference);
  });

  it.each<['image-classification' | 'semantic-segmentation', string, (right: boolean) => unknown, number | null]>([
    ['image-classification', 'labels', (right) => (right ? 1 : 0), 1],
    ['semantic-segmentation', 'labels-ref', () => 's3://bucket/mask.png', null],
  ])(
    'is held against what people labeled, not against what a machine did: %s',
    async (taskType, attribute, label, right) => {
      const { keys, bucket } = harness;
      const line = (number: number, isRight: boolean, by = 'yes') => {
        const hash = sha256(`production ${number}`);
        const said = { version: 1, sha256: hash, why: 'unsure', at: '2026-11-30T10:00:00Z', modelName: MODEL };
        bucket.put(keys.feedback('2026-11-30', hash), JSON.stringify({ ...said, predictions: [], found: [[1, 0.6]] }));
        const source = { 'source-ref': `s3://bucket/${keys.image(hash, 'jpg')}` };
        return JSON.stringify({
          ...source,
          [attribute]: label(isRight),
          [`${attribute}-metadata`]: { 'human-annotated': by },
        });
      };
      const lines = [line(1, true), line(2, false), line(3, true, 'no')];
      bucket.put(keys.datasetManifest('v1', 'train'), `${lines.join('\n')}\n`);
      expect(await readFeedbackStanding(projectBucket('bucket', 'birds'), taskType)).toMatchObject({
        unsure: 3,
        unsureLabeled: { images: 2, right },
      });
    },
  );

  it('is deleted after the project’s days, and read no second time', async () => {
    capture('10-00-000-a', [image(1, 0.5)], '2026/11/24/10');
    capture('10-00-000-b', [image(2, 0.5)], '2026/11/26/10');
    await collect();
    expect(harness.bucket.keys(`${FOLDER}/`)).toEqual([`${FOLDER}/2026/11/26/10/10-00-000-b.jsonl`]);
    expect(harness.bucket.keys(harness.keys.productionPrefix)).toHaveLength(2);
    harness.bucket.now += 30 * 86_400_000;
    await collect();
    expect(harness.bucket.keys(`${FOLDER}/`)).toEqual([]);
  });
});

describe('drift', () => {
  const drift = (): Drift => harness.bucket.json(harness.keys.drift);

  it('is not seen in images like those of validation, and is when a class comes that was rare', async () => {
    const like = Array.from({ length: 60 }, (_, at) => ({
      bytes: sampleJpeg(1),
      answer: answer(0.8 + (at % 10) / 50, vector(at % 2, at + 200), at % 2),
    }));
    capture('10-00-000-a', like);
    await collect();
    expect(drift()).toMatchObject({ images: 60, validation: 24, modelName: MODEL });
    expect(drift().measures!.filter(({ left }) => left)).toEqual([]);
    capture(
      '11-00-000-b',
      Array.from({ length: 400 }, () => like[1]!),
      '2026/11/30/13',
    );
    await collect();
    expect(drift().images).toBe(60);
    harness.bucket.now += 3_600_000;
    await collect();
    expect(
      drift()
        .measures!.filter(({ left }) => left)
        .map(({ label }) => label),
    ).toEqual(['owl', 'duck']);
  });

  it('says nothing of a few images, and nothing of a model that nobody judged', async () => {
    capture('10-00-000-a', [image(1, 0.95)]);
    await collect();
    expect(drift()).toMatchObject({ images: 1, measures: null });
    harness.bucket.objects.delete(harness.keys.champion);
    harness.bucket.now += 3_600_000;
    await expect(collect()).resolves.toBeUndefined();
  });
});

it('other projects have their turn when one of them cannot be read', async () => {
  capture('10-00-000-a', [image(1, 0.5)]);
  harness.bucket.put(
    'projects/ants/project.json',
    harness.bucket.text(harness.keys.config)!.replaceAll('birds', 'ants'),
  );
  harness.bucket.put('projects/ants/capture/m/e/AllTraffic/2026/11/30/12/x.jsonl', '');
  harness.bucket.put('projects/ants/champion.json', '{');
  await expect(collect()).rejects.toThrow();
  expect(came()).toEqual(['unsure']);
});
