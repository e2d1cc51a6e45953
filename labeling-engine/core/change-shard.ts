import type { LedgerObject, Shard } from './shard.ts';

export const withObject = (shard: Shard, index: number, next: LedgerObject): Shard => ({
  ...shard,
  objects: shard.objects.with(index, next),
});

export const withoutEffect = (shard: Shard, id: string): Shard => ({
  ...shard,
  outbox: shard.outbox.filter((effect) => effect.id !== id),
});
