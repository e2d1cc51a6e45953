import type { Shard } from './shard.ts';

const HOUR_MS = 3_600_000;

/** How a job's work went; times in milliseconds since 1970. */
export interface JobWork {
  /** Hours in which somebody answered, oldest first. */
  hours: Array<{ at: number; answers: number }>;
  /** Most answers first. `secondsPerAnswer` is the median. */
  workers: Array<{
    workerId: string;
    answers: number;
    declines: number;
    secondsPerAnswer: number;
    lastAt: number;
  }>;
  /** Most objects first. */
  failures: Array<{ reason: string; objects: number }>;
  declines: Array<{ reason: string; times: number }>;
}

/** The work that the shards of a job's ledger tell of. */
export function workOfShards(shards: readonly Shard[]): JobWork {
  const objects = shards.flatMap((shard) => shard.objects);
  const answers = objects.flatMap((object) => object.answers);
  const declines = objects.flatMap((object) => object.declines);
  const perHour = Map.groupBy(answers, ({ submittedAt }) => Math.floor(submittedAt / HOUR_MS) * HOUR_MS);
  const perWorker = Map.groupBy(answers, ({ workerId }) => workerId);
  const declinesOf = Map.groupBy(declines, ({ workerId }) => workerId);
  const ids = new Set([...perWorker.keys(), ...declinesOf.keys()]);
  const workers = [...ids].map((workerId) => {
    const own = perWorker.get(workerId) ?? [];
    const seconds = own.map(({ secondsWorked }) => secondsWorked).sort((a, b) => a - b);
    const given = declinesOf.get(workerId) ?? [];
    return {
      workerId,
      answers: own.length,
      declines: given.length,
      secondsPerAnswer: seconds[seconds.length >> 1] ?? 0,
      lastAt: [...own.map(({ submittedAt }) => submittedAt), ...given.map(({ at }) => at)].reduce(
        (latest, at) => Math.max(latest, at),
        0,
      ),
    };
  });
  return {
    hours: [...perHour].map(([at, given]) => ({ at, answers: given.length })).sort((a, b) => a.at - b.at),
    workers: workers.sort((a, b) => b.answers - a.answers || (a.workerId < b.workerId ? -1 : 1)),
    failures: counted(objects.flatMap(({ failureReason }) => failureReason ?? [])).map(([reason, count]) => ({
      reason,
      objects: count,
    })),
    declines: counted(declines.map(({ reason }) => reason)).map(([reason, times]) => ({ reason, times })),
  };
}

const counted = (words: readonly string[]) =>
  [...Map.groupBy(words, (word) => word)]
    .map(([word, all]): [string, number] => [word, all.length])
    .sort((a, b) => b[1] - a[1]);
