import { open, preparationFailed, prepared } from './admission.ts';
import { answer, decline, expire, weighed } from './answers.ts';
import { consolidated, formBatch, stop } from './batches.ts';
import { labelByMachine, sendBack } from './label-by-machine.ts';
import { lease, release, renew, reopen } from './leases.ts';
import type { LedgerSettings, Shard } from './shard.ts';
import { DONE, type EventOf, type Reduction, type ShardEvent } from './shard-event.ts';

/**
 * The rules of a job's ledger: pure, total, safe to repeat. Effects are part of the state (`outbox`), so that they
 * become durable with the very write that wants them.
 */
export function reduceShard(shard: Shard, event: ShardEvent, now: number, settings: LedgerSettings): Reduction {
  switch (event.type) {
    case 'open':
      return open(shard, event, now);
    case 'prepared':
      return prepared(shard, event, now);
    case 'preparationFailed':
      return preparationFailed(shard, event);
    case 'lease':
      return lease(shard, event, now, settings);
    case 'renew':
      return renew(shard, event, now, settings);
    case 'release':
      return release(shard, event);
    case 'answer':
      return answer(shard, event, settings);
    case 'decline':
      return decline(shard, event, now, settings);
    case 'reopen':
      return reopen(shard, event, now, settings);
    case 'weighed':
      return weighed(shard, event);
    case 'consolidated':
      return consolidated(shard, event);
    case 'effectFailed':
      return effectFailed(shard, event);
    case 'labelByMachine':
      return labelByMachine(shard, event);
    case 'sendBack':
      return sendBack(shard, event);
    case 'tick':
      return { shard: formBatch(expire(shard, now, settings), now, settings), outcome: DONE };
    case 'stop':
      return stop(shard, now, settings);
  }
}

function effectFailed(shard: Shard, { id, retryAt }: EventOf<'effectFailed'>): Reduction {
  const outbox = shard.outbox.map((effect) =>
    effect.id === id ? { ...effect, attempts: effect.attempts + 1, notBefore: retryAt } : effect,
  );
  return { shard: { ...shard, outbox }, outcome: DONE };
}
