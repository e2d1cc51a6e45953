import { describe, expect, it, jest } from '@jest/globals';
import type { LabelingEngine } from '../../labeling-engine/engine.ts';
import { BUCKET, createJob, createWorld, imageUri, type World } from './engine-in-memory.ts';
import { apiOf, settle, Worker } from './worker-page.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

class Killed extends Error {}

/**
 * Runs a small job to its end on one engine after another, each of which dies at its n-th write, before or after it.
 */
async function runWithDeaths(livesOf: (life: number) => number | undefined, after: boolean, fewest = 2) {
  const world = createWorld();
  const acknowledged = new Set<string>();
  for (let life = 0; life < 400; life++) {
    const operations = livesOf(life);
    const ended = await liveOnce(world, operations, after, acknowledged, fewest);
    if (ended) return { world, acknowledged, lives: life + 1 };
  }
  throw new Error('the job never ended');
}

async function liveOnce(
  world: World,
  operations: number | undefined,
  after: boolean,
  acknowledged: Set<string>,
  fewest: number,
) {
  let left = operations ?? Number.POSITIVE_INFINITY;
  const step = (name: string) => {
    if (name !== 'create' && name !== 'replaceIf') return;
    left -= 1;
    if (left < 0) throw new Killed('killed');
  };
  const all = (name: string) => {
    if (left < 0) throw new Killed('killed');
    if (!after) step(name);
  };
  world.storage.onOperation = all;
  world.storage.afterWrite = after ? step : () => {};
  const engine = world.open({ reopenSeconds: 0 });
  try {
    await engine.start();
    await createJob(world, engine, {
      objects: 2,
      workers: 2,
      request: { Tags: [{ Key: 'labelloop:fewest-workers', Value: String(fewest) }] },
    }).catch((error: Error) => {
      if (!error.message.includes('exists already')) throw error;
    });
    await settle(30);
    return await workAll(world, engine, acknowledged);
  } catch (error) {
    if (left >= 0) throw error;
    return false;
  } finally {
    await engine.stop();
  }
}

async function workAll(world: World, engine: LabelingEngine, acknowledged: Set<string>) {
  const api = apiOf(engine);
  for (const name of ['ana', 'ben']) {
    const worker = await Worker.join(engine, api, name);
    const { body } = await worker.ask('GET', '/api/jobs');
    const [job] = (body.jobs as Array<{ jobReference: string }> | undefined) ?? [];
    if (!job) continue;
    for (let next = await worker.next(job.jobReference); next.task; next = await worker.next(job.jobReference)) {
      const answer = await worker.answer(next.task);
      if (answer.status !== 200) throw new Killed('the answer was not acknowledged');
      acknowledged.add(`${next.task.input['source-ref']} ${name}`);
    }
    await settle(10);
  }
  world.clock.advance(5000);
  await settle(40);
  const { LabelingJobStatus } = await engine.actions.DescribeLabelingJob({ LabelingJobName: 'job-1' });
  if (LabelingJobStatus !== 'Completed') throw new Killed('not ended');
  return true;
}

function expectWhole(world: World, acknowledged: Set<string>) {
  // An answer may count though its acknowledgement was lost, never the other way round.
  expect(acknowledged.size).toBeLessThanOrEqual(4);
  const lines = world.files
    .get(`s3://${BUCKET}/out/job-1/manifests/output/output.manifest`)!
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { 'source-ref': string; 'labels-metadata': Record<string, string> });
  expect(lines.map((line) => line['source-ref'])).toEqual([imageUri(0), imageUri(1)]);
  for (const line of lines) {
    const response = JSON.parse(world.files.get(line['labels-metadata']['worker-response-ref']!)!) as {
      answers: Array<{ workerId: string }>;
    };
    expect(new Set(response.answers.map(({ workerId }) => workerId)).size).toBe(2);
    expect(response.answers).toHaveLength(2);
  }
}

describe('an engine that dies at any write', () => {
  it.each([
    ['before', false],
    ['after', true],
  ])('%s it happens loses no acknowledged answer and counts none twice', async (_, after) => {
    const undisturbed = await runWithDeaths(() => undefined, after);
    expect(undisturbed.lives).toBe(1);
    expectWhole(undisturbed.world, undisturbed.acknowledged);
    for (let operations = 1; operations <= 40; operations += 5) {
      const { world, acknowledged } = await runWithDeaths((life) => (life === 0 ? operations : undefined), after);
      expectWhole(world, acknowledged);
      const addingWorkers = await runWithDeaths((life) => (life === 0 ? operations : undefined), after, 1);
      expectWhole(addingWorkers.world, addingWorkers.acknowledged);
    }
  });
});
