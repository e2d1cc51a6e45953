import { expect, it } from '@jest/globals';
import type { GoldPayloadObject } from '../../../shared/contracts/ground-truth-events.ts';
import { installHooks, OWN_HOOKS } from '../built-in-hooks.ts';
import { BUCKET, createJob, createWorld, imageUri } from '../engine-in-memory.ts';
import { apiOf, boxAnswer, settle, Worker } from '../worker-page.ts';

const KNOWN = { left: 100, top: 100, width: 50, height: 50 };
const GOLD = Array.from({ length: 3 }, (_, index) => ({
  'source-ref': imageUri(1000 + index),
  labels: { image_size: [{ width: 640, height: 480, depth: 3 }], annotations: [{ class_id: 0, ...KNOWN }] },
}));

it('hands gold answers to consolidation with their truth, each once, and the same again when the hook failed', async () => {
  const world = createWorld();
  installHooks(world);
  const consolidate = world.hooks[OWN_HOOKS.consolidation]!;
  let failures = 1;
  world.hooks[OWN_HOOKS.consolidation] = (request: never) => {
    if ('goldPayload' in request && failures-- > 0) throw new Error('the hook is down');
    return consolidate(request);
  };
  const engine = world.open({ builtInHooks: OWN_HOOKS });
  await engine.start();
  world.files.set(`s3://${BUCKET}/gold.manifest`, GOLD.map((line) => JSON.stringify(line)).join('\n'));
  const hook = 'arn:aws:lambda:us-east-1:432418664414:function:ACS-BoundingBox';
  await createJob(world, engine, {
    objects: 12,
    workers: 2,
    task: { AnnotationConsolidationConfig: { AnnotationConsolidationLambdaArn: hook } },
    request: { Tags: [{ Key: 'labelloop:gold', Value: `s3://${BUCKET}/gold.manifest` }] },
  });
  await settle();
  const api = apiOf(engine);
  const team = [await Worker.join(engine, api, 'ana'), await Worker.join(engine, api, 'ben')];
  const reference = await team[0]!.jobReference();
  for (let turn = 0; turn < 15; turn++) {
    for (const worker of team) {
      const { task } = await worker.next(reference);
      if (task) await worker.send(task, 'answer', { answer: boxAnswer([{ label: 'robin', ...KNOWN }]) });
    }
    world.clock.advance(3000);
    await settle();
  }

  const asked = world.hookCalls.flatMap(({ payload }) => (payload.goldPayload as { s3Uri: string } | undefined) ?? []);
  const uris = asked.map(({ s3Uri }) => s3Uri);
  const groups = [...new Set(uris)].flatMap((uri) => JSON.parse(world.files.get(uri)!) as GoldPayloadObject[]);
  expect(uris.length).toBeGreaterThan(new Set(uris).size);
  expect(groups.map(({ datasetObjectId }) => datasetObjectId).sort()).toEqual(['12', '13', '14']);
  for (const { annotations, truth, dataObject } of groups) {
    expect(new Set(annotations.map(({ workerId }) => workerId)).size).toBe(2);
    expect(truth).toEqual({ boundingBoxes: [{ label: 'robin', ...KNOWN }] });
    expect(GOLD.map((line) => line['source-ref'])).toContain(dataObject.s3Uri);
  }
  await engine.stop();
});
