import type { PastRound, RoundFiles } from './round-files.ts';

export interface Portions {
  /** Objects that the machine labels now or has labeled, by round. */
  labeled: ReadonlyMap<number, string[]>;
  /** Objects that a round proved and that wait for another day: nobody else is to label them. */
  held: ReadonlySet<string>;
  /** When the next portion may be labeled, milliseconds since 1970. */
  nextAt: number;
}

const DAY_MS = 86_400_000;
const dayOf = (now: number) => new Date(now).toISOString().slice(0, 10);

/** All that a round lets the machine label. */
export const provedBy = ({ decision, verdict }: PastRound): string[] => [
  ...decision.machine,
  ...(verdict?.machine ?? []),
];

/**
 * Parts what the rounds proved into portions of a day (UTC), so that the machine labels no more than `dailyCap` objects
 * of a job in one. A portion is a file that is created once before anything is labeled, so that this may end anywhere
 * and run again.
 */
export async function takePortions(
  files: RoundFiles,
  rounds: readonly PastRound[],
  dailyCap: number,
  now: number,
): Promise<Portions> {
  const day = dayOf(now);
  const taken = await Promise.all(rounds.map((_, round) => files.portions(round)));
  const today = taken.flat().filter((portion) => portion.day === day);
  let room = dailyCap - today.reduce((sum, { ids }) => sum + ids.length, 0);
  const labeled = new Map<number, string[]>();
  const held = new Set<string>();
  for (const [round, past] of rounds.entries()) {
    const before = taken[round]!.flatMap(({ ids }) => ids);
    const known = new Set(before);
    const left = provedBy(past).filter((id) => !known.has(id));
    const ids = left.slice(0, Math.max(0, room));
    if (ids.length > 0) await files.portion(round, taken[round]!.length, { day, ids });
    room -= ids.length;
    labeled.set(round, [...before, ...ids]);
    for (const id of left.slice(ids.length)) held.add(id);
  }
  return { labeled, held, nextAt: (Math.floor(now / DAY_MS) + 1) * DAY_MS };
}
