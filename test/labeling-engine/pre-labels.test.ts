import { expect, it } from '@jest/globals';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import { inputLine } from '../../shared/domain/batches/input-manifest.ts';
import { workerTemplate } from '../../shared/domain/labeling/worker-template.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { parseS3Uri } from '../../shared/domain/project/s3-uri.ts';
import { installHooks, OWN_HOOKS } from './built-in-hooks.ts';
import { BUCKET, createJob, createWorld, imageUri } from './engine-in-memory.ts';
import { apiOf, settle, Worker } from './worker-page.ts';

const BOX = { left: 10, top: 20, width: 30, height: 40 };
const LABELS = ['robin', 'wren'];
const CHAMPION = {
  predictions: [{ class_id: 1, confidence: 0.9, ...BOX }],
  labels: LABELS,
  createdAt: '2026-01-01T00:00:00.000Z',
};

const record = (number: number, split: LedgerRecord['split']): LedgerRecord => ({
  version: 1,
  sha256: parseS3Uri(imageUri(number)).key.slice(-68, -4),
  imageKey: parseS3Uri(imageUri(number)).key,
  originalKey: 'incoming/birds/a.jpg',
  bytes: 1000,
  width: 640,
  height: 480,
  channels: 3,
  split,
  ingestedAt: '2026-01-01T00:00:00.000Z',
  batchId: 'b1',
  attempts: 0,
  outcome: 'batched',
});

it("starts workers from the champion's boxes on train images, and from nothing on validation images", async () => {
  const world = createWorld();
  installHooks(world);
  const engine = world.open({ builtInHooks: OWN_HOOKS });
  await engine.start();
  const project = newProject({ project: 'birds', uid: 'abc123', labels: LABELS, taskType: 'bounding-box' });
  await createJob(world, engine, {
    lines: [inputLine(BUCKET, record(0, 'train'), CHAMPION), inputLine(BUCKET, record(1, 'validation'), CHAMPION)],
    workers: 1,
    files: { 'template.html': workerTemplate(project) },
    task: { PreHumanTaskLambdaArn: 'arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox' },
  });
  await settle();
  const ana = await Worker.join(engine, apiOf(engine), 'ana');
  const train = (await ana.next()).task!;
  await ana.answer(train);
  const validation = (await ana.next()).task!;
  expect(train.input).toMatchObject({ taskObject: imageUri(0), initialValue: [{ label: 'wren', ...BOX }] });
  expect(train.html).toContain('initial-value="[{&quot;label&quot;:&quot;wren&quot;');
  expect(validation.input.taskObject).toBe(imageUri(1));
  expect(JSON.stringify(validation.input)).not.toMatch(/initialValue|pre-label/);
  expect(validation.html).not.toContain('initial-value');
  await engine.stop();
});
