import type { Effect } from '../core/shard.ts';
import { nextTickAt } from '../core/shard-facts.ts';
import type { JobPorts } from '../engine-ports.ts';
import { consolidateBatch } from './consolidate-batch.ts';
import { HookFailedError } from './hook-call.ts';
import { type Job, objectIdOf } from './job.ts';
import type { JobDocument } from './job-document.ts';
import { prepareTask } from './task-input.ts';
import { weighWaiting } from './weigh-waiting.ts';

const EFFECT_ATTEMPTS = 3;
const PREPARATIONS_AT_ONCE = 8;

/** Ticks every shard that is due and carries out its effects; returns the earliest next time. */
export async function advanceShards(job: Job, document: JobDocument, ports: JobPorts): Promise<number | undefined> {
  const settings = job.settings(document);
  const wakes = await Promise.all(
    job.shards(document).map(async (stored, shardIndex) => {
      if (nextTickAt(await stored.read(), ports.now(), settings) <= ports.now())
        await job.apply(document, shardIndex, { type: 'tick' });
      const due = (await stored.read()).outbox.filter((effect) => effect.notBefore <= ports.now());
      if (due.some(({ kind }) => kind === 'weigh')) await weighWaiting(job, document, shardIndex);
      await runHooks(job, document, shardIndex, due.filter(isHookCall), ports);
      const shard = await stored.read();
      return Math.min(nextTickAt(shard, ports.now(), settings), ...shard.outbox.map((effect) => effect.notBefore));
    }),
  );
  const wake = Math.min(...wakes);
  return Number.isFinite(wake) ? wake : undefined;
}

type HookCall = Exclude<Effect, { kind: 'weigh' }>;
const isHookCall = (effect: Effect): effect is HookCall => effect.kind !== 'weigh';

async function runHooks(
  job: Job,
  document: JobDocument,
  shardIndex: number,
  effects: HookCall[],
  ports: JobPorts,
): Promise<void> {
  const left = effects.values();
  const lane = async () => {
    for (const effect of left) await runHook(job, document, shardIndex, effect, ports);
  };
  await Promise.all(Array.from({ length: Math.min(PREPARATIONS_AT_ONCE, effects.length) }, lane));
}

async function runHook(
  job: Job,
  document: JobDocument,
  shardIndex: number,
  effect: HookCall,
  ports: JobPorts,
): Promise<void> {
  try {
    if (effect.kind === 'prepare') {
      const line = (await job.lines(document, shardIndex))[effect.object]!;
      const humanRequired = await prepareTask(job, document, objectIdOf(shardIndex, effect.object), line, ports);
      await job.apply(document, shardIndex, { type: 'prepared', object: effect.object, humanRequired });
    } else {
      const shard = await job.shards(document)[shardIndex]!.read();
      const event = await consolidateBatch(job, document, shardIndex, shard, effect, ports);
      await job.apply(document, shardIndex, event);
    }
  } catch (error) {
    if (!(error instanceof HookFailedError)) throw error;
    ports.log(`labeling job ${job.name}: the hook of ${effect.id} failed`, { error: error.message });
    await giveUpOrRetry(job, document, shardIndex, effect, error.message, ports);
  }
}

async function giveUpOrRetry(
  job: Job,
  document: JobDocument,
  shardIndex: number,
  effect: HookCall,
  message: string,
  ports: JobPorts,
): Promise<void> {
  if (effect.attempts + 1 < EFFECT_ATTEMPTS) {
    const retryAt = ports.now() + 2000 * 2 ** effect.attempts;
    await job.apply(document, shardIndex, { type: 'effectFailed', id: effect.id, retryAt });
    return;
  }
  const lambda = effect.kind === 'prepare' ? 'pre-annotation' : 'annotation consolidation';
  const reason = `ClientError: The ${lambda} Lambda failed ${EFFECT_ATTEMPTS} times: ${message}`.slice(0, 1024);
  await job.apply(
    document,
    shardIndex,
    effect.kind !== 'consolidate'
      ? { type: 'preparationFailed', object: effect.object, reason }
      : {
          type: 'consolidated',
          batch: effect.batch,
          labeled: [],
          failed: effect.objects.map((object) => ({ object, reason })),
        },
  );
}
