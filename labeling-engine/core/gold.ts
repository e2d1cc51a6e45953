/**
 * Gold tasks: objects whose answer is known, handed out among the others. Pure: what is due when, and what the results
 * say about a worker.
 */

/** What became of one gold task; one that was declined says nothing. */
export interface GoldResult {
  passed: boolean;
  declined: boolean;
  /** Milliseconds since 1970. */
  at: number;
}

/** A worker's answer to a known object. */
export interface GivenGold {
  leaseId: string;
  /** Milliseconds since 1970. */
  at: number;
  answer?: Record<string, unknown>;
}

/**
 * `gold/<worker>/<n>.json`: the first answer, which is the one that counts; create-once. A copy stands beside the job's
 * annotations for everybody to read.
 */
export interface GoldAnswer extends GoldResult, GivenGold {
  version: 1;
  workerId: string;
  /** Line of the gold manifest, from 0. */
  goldLine: number;
  /** 0..1 */
  score: number;
  secondsWorked?: number;
}

/** Gold tasks among the first tasks of a worker: one after every other ordinary one, a third in all. */
const EARLY_GOLD = 7;
/** Ordinary tasks for each gold task later on. */
const LATER_EVERY = 19;

/**
 * How many gold tasks a worker has met once they have answered so many ordinary ones.
 * @param jitter any integer of the worker's own, so that the places cannot be known
 */
export function goldDue(ordinaryAnswers: number, jitter: number): number {
  let due = 0;
  while (due < EARLY_GOLD && ordinaryAnswers >= 2 * due + ((jitter >> due) & 1)) due += 1;
  const later = ordinaryAnswers - 2 * EARLY_GOLD - (jitter % LATER_EVERY);
  return later < 0 ? due : due + 1 + Math.floor(later / LATER_EVERY);
}

/**
 * The line of the gold manifest that is a worker's next: in blocks of seven that are the same for all workers, so that
 * several answers meet on each, and in an order of the worker's own.
 * @param met gold tasks that the worker has had @param count lines of the manifest
 * @param jitter any natural number of the worker's own
 */
export function nextGoldLine(met: number, count: number, jitter: number): number {
  const block = met - (met % EARLY_GOLD);
  return block + ((met + jitter) % Math.min(EARLY_GOLD, count - block));
}

/** A careful worker passes at least this share of the gold tasks, a careless one about the other. */
const CAREFUL_PASSES = 0.85;
const CARELESS_PASSES = 0.35;
/** Share of careful workers who are ever paused, at most. */
const FALSE_PAUSES = 0.01;

/**
 * Whether the worker is paused: Wald's sequential test of careless against careful. The likelihood ratio is a
 * martingale for a careful worker, so that it ever reaches 1 / 0.01 has a probability of 0.01 at most (Ville's
 * inequality), however long they work.
 * @param results in the order of the work
 */
export function isCareless(results: readonly GoldResult[]): boolean {
  let evidence = 0;
  for (const { passed, declined } of results) {
    if (declined) continue;
    evidence += passed
      ? Math.log(CARELESS_PASSES / CAREFUL_PASSES)
      : Math.log((1 - CARELESS_PASSES) / (1 - CAREFUL_PASSES));
    if (evidence >= Math.log(1 / FALSE_PAUSES)) return true;
  }
  return false;
}
