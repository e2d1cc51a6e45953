import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { handler as closeBatch } from '../../../../functions/close-batch.ts';
import { handler as ingestUpload } from '../../../../functions/ingest-upload.ts';
import { readAudit } from '../../../../shared/documents/audit.ts';
import { projectBucket } from '../../../../shared/documents/project-bucket.ts';
import { newProject } from '../../../../shared/domain/project/new-project.ts';
import { approveHeld } from '../../../../shared/pipeline/requests/approve-held.ts';
import { PipelineHarness } from '../../../pipeline-harness.ts';
import { sampleJpeg } from '../../../sample-jpeg.ts';

const fresh = newProject({ project: 'birds', uid: 'abc123', labels: ['owl'], taskType: 'bounding-box' });
/** With one worker at $0.036 an image takes $0.116: $0.24 pays for two. */
const labeling = { ...fresh.labeling, workersPerObject: 1, pricePerAnswerUsd: 0.036, budgetUsd: 0.24 };
const asked = { most: undefined, by: 'mia', now: '2026-01-01T12:00:00.000Z' };

let harness: PipelineHarness;
const bucket = () => harness.bucket.name;
beforeEach(async () => {
  harness = new PipelineHarness({ labeling });
  for (let image = 1; image <= 5; image++)
    await harness.call(ingestUpload, harness.drop(`${image}.jpg`, sampleJpeg(image)));
  await harness.call(closeBatch, harness.setReady());
});
afterEach(() => harness.restore());

it('lets the images go on that the budget did not pay for, once, and keeps who did it', async () => {
  expect(harness.bucket.json(harness.keys.batch('b000001')).images).toHaveLength(2);
  expect(harness.bucket.json(harness.keys.problem).reason).toContain('labelloop batch approve birds');
  expect(await approveHeld(projectBucket(bucket(), 'birds'), asked)).toEqual({
    images: 3,
    budgetUsd: 0.58,
    addedUsd: 0.34,
  });
  expect(await approveHeld(projectBucket(bucket(), 'birds'), asked)).toBeNull();
  await harness.call(closeBatch, harness.setReady());
  expect(harness.bucket.json(harness.keys.batch('b000002')).images).toHaveLength(3);
  expect(harness.bucket.text(harness.keys.problem)).toBeUndefined();
  expect(await readAudit(bucket(), 10, 'birds')).toEqual([
    {
      ...{ version: 1, at: asked.now, by: 'mia', act: 'approved', project: 'birds', subject: 'birds' },
      note: '3 images, $0.34 more',
    },
  ]);
});

it('tells the webhook once that images wait for money, and how to let them go on', async () => {
  const heard: Array<{ event: string; text: string }> = [];
  const server = createServer(async (request, response) => {
    heard.push(JSON.parse((await request.toArray()).join('')) as { event: string; text: string });
    response.writeHead(200).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  harness.configure({ labeling, webhookUrl });
  await harness.call(closeBatch, harness.setReady());
  await harness.call(closeBatch, harness.setReady());
  await new Promise((closed) => server.close(closed));
  expect(heard).toMatchObject([
    { event: 'budgetSpent', text: expect.stringContaining('labelloop batch approve birds') },
  ]);
});

it('lets no more go on than is said', async () => {
  expect(await approveHeld(projectBucket(bucket(), 'birds'), { ...asked, most: 1 })).toEqual({
    ...{ images: 1, budgetUsd: 0.35, addedUsd: 0.11 },
  });
});

it('leaves a project alone that has no budget', async () => {
  harness.configure({ labeling: { ...labeling, budgetUsd: null } });
  expect(await approveHeld(projectBucket(bucket(), 'birds'), asked)).toBeNull();
  expect(await readAudit(bucket(), 10)).toEqual([]);
});
