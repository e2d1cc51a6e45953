import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { projectBucket } from '../../../shared/documents/project-bucket.ts';
import { readImagePredictions } from '../../../shared/read-models/image-predictions.ts';
import { PipelineHarness } from '../../pipeline-harness.ts';

const HASH = 'a'.repeat(64);
const PROJECT = { labels: ['robin', 'wren'], taskType: 'bounding-box' as const };

let harness: PipelineHarness;
beforeEach(() => {
  harness = new PipelineHarness();
});
afterEach(() => harness.restore());

it('tells what each model said of an image, and shows an answer of no known shape as it came', async () => {
  const { bucket, keys } = harness;
  const answer = (confidence: number) => ({
    image_size: [{ width: 64, height: 48, depth: 3 }],
    annotations: [{ class_id: 1, left: 1, top: 2, width: 3, height: 4, confidence }],
  });
  const said = (model: string, text: string) =>
    bucket.put(`${keys.evaluationPrefix('v1', model)}${HASH}.jpg.out`, text);
  said('birds-abc123-b000001-v1-f1r0a1', JSON.stringify(answer(0.9)));
  said('birds-abc123-b000002-v2-f2r0a1', JSON.stringify(answer(0.1)));
  said('birds-abc123-b000003-v3-f3r0a1', '{"boxes":"many"}');
  const image = { imageKey: keys.image(HASH, 'jpg'), width: 64, height: 48 };
  const found = await readImagePredictions(projectBucket(bucket.name, 'birds'), PROJECT, image, ['b000001']);
  const told = found.map(({ datasetVersion, shapes, raw }) => [
    datasetVersion,
    shapes?.map(({ label }) => label) ?? raw,
  ]);
  expect(told.sort()).toEqual([
    [1, ['wren']],
    [2, []],
    [3, '{"boxes":"many"}'],
  ]);
});
