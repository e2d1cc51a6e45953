import type { Shard } from './shard.ts';
import { DONE, type EventOf, type Reduction } from './shard-event.ts';

/** The machine labels queued objects. One that people were given meanwhile stays theirs. */
export function labelByMachine(shard: Shard, { objects: indexes, round }: EventOf<'labelByMachine'>): Reduction {
  const objects = [...shard.objects];
  for (const index of indexes) {
    const object = objects[index];
    if (object?.state === 'queued') objects[index] = { ...object, state: 'machineLabeled', round };
  }
  return { shard: { ...shard, objects }, outcome: DONE };
}

/** The machine's labels of a round do not hold what was promised: their objects wait for people. */
export function sendBack(shard: Shard, { round }: EventOf<'sendBack'>): Reduction {
  const objects = shard.objects.map((object) => {
    if (object.state !== 'machineLabeled' || object.round !== round) return object;
    const { round: _, ...rest } = object;
    return { ...rest, state: 'queued' as const };
  });
  return { shard: { ...shard, objects }, outcome: DONE };
}
