import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { boundingBoxMetadataSchema } from '../../../../shared/contracts/manifest-line.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { readWorkerState } from '../../../../shared/documents/worker-contributions.ts';
import { consolidateAnnotations } from '../../../../shared/pipeline/consolidate-annotations.ts';
import { KilledError, MemoryBucket } from '../../../memory-bucket.ts';

const ANNOTATIONS = 'projects/birds/batches/b000001/labels/birds-abc123-b000001/annotations';
const PAYLOAD = `${ANNOTATIONS}/consolidated-annotation/consolidation-request/iteration-1/2026-01-02_03:04:05.json`;
const GOLD = `${ANNOTATIONS}/gold-payload/iteration-1/2026-01-02_03:04:05.json`;
const GOLD_OBJECTS = 30;

const box = (left: number) => ({ label: 'robin', left, top: 50, width: 40, height: 40 });
/** Three workers who draw the same box. */
const agreedOn = (datasetObjectId: string, left: number) => ({
  datasetObjectId,
  dataObject: { s3Uri: 's3://bucket/projects/birds/images/x.jpg' },
  annotations: ['a', 'b', 'c'].map((workerId) => ({
    workerId,
    annotationData: {
      content: JSON.stringify({
        boundingBox: { boundingBoxes: [box(left)], inputImageProperties: { width: 640, height: 480 } },
      }),
    },
  })),
});

let bucket: MemoryBucket;
beforeEach(() => {
  bucket = new MemoryBucket();
  bucket.put(PAYLOAD, JSON.stringify([agreedOn('0', 100)]));
  const known = Array.from({ length: GOLD_OBJECTS }, (_, at) => ({
    ...agreedOn(String(at), 100 + at),
    truth: { boundingBoxes: [box(400)] },
  }));
  bucket.put(GOLD, JSON.stringify(known));
});
afterEach(() => bucket.restore());

async function confidence(extra: { goldPayload?: { s3Uri: string } }): Promise<number> {
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const [label] = await consolidateAnnotations(
    {
      labelingJobArn: 'arn:aws:sagemaker:us-east-1:000000000000:labeling-job/birds-abc123-b000001',
      labelAttributeName: 'labels',
      labelCategories: ['robin'],
      payload: { s3Uri: `s3://bucket/${PAYLOAD}` },
      ...extra,
    },
    { logger: silent },
  );
  const metadata = boundingBoxMetadataSchema.parse(label!.consolidatedAnnotation.content['labels-metadata']);
  return metadata.objects[0]!.confidence!;
}

const goldPayload = { s3Uri: `s3://bucket/${GOLD}` };

it('lets consolidation say how sure it may be: gold that proves three workers wrong lowers what they agree on', async () => {
  expect(await confidence({ goldPayload })).toBeLessThan(0.5);
  const { calibration, boxes } = await readWorkerState(projectBucket('bucket', 'birds'));
  const sum = (counts: number[]) => counts.reduce((total, count) => total + count);
  expect([sum(calibration.given), sum(calibration.right)]).toEqual([GOLD_OBJECTS, 0]);
  expect(boxes.workers.a!.answers).toBe(GOLD_OBJECTS + 1);
  bucket.restore();
  bucket = new MemoryBucket();
  bucket.put(PAYLOAD, JSON.stringify([agreedOn('0', 100)]));
  expect(await confidence({})).toBeGreaterThan(0.6);
});

it('counts each gold answer once, wherever the call before was killed', async () => {
  await confidence({ goldPayload });
  const undisturbed = bucket.dump();
  const calls = bucket.calls;
  for (let died = 0; died < calls; died++) {
    for (const key of bucket.keys('projects/birds/workers/')) bucket.remove(key);
    bucket.dieAfter(died);
    await expect(confidence({ goldPayload })).rejects.toThrow(KilledError);
    bucket.revive();
    await confidence({ goldPayload });
    expect(bucket.dump()).toEqual(undisturbed);
  }
});
