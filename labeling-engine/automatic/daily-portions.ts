import type { DailyAllowance } from './daily-allowance.ts';
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
/** When the next day (UTC) begins, milliseconds since 1970. */
export const nextDay = (now: number) => (Math.floor(now / DAY_MS) + 1) * DAY_MS;

/** All that a round lets the machine label. */
export const provedBy = ({ decision, verdict }: PastRound): string[] => [
  ...decision.machine,
  ...(verdict?.machine ?? []),
];

/** What a round proved and no portion has yet. */
async function leftOf(files: RoundFiles, rounds: readonly PastRound[]) {
  return Promise.all(
    rounds.map(async (past, round) => {
      const portions = await files.portions(round);
      const known = new Set(portions.flatMap(({ ids }) => ids));
      return { round, portions, left: provedBy(past).filter((id) => !known.has(id)) };
    }),
  );
}

/** How many images are proved and wait for a day with room. */
export const countHeld = async (files: RoundFiles, rounds: readonly PastRound[]): Promise<number> =>
  (await leftOf(files, rounds)).reduce((sum, { left }) => sum + left.length, 0);

/**
 * Parts what the rounds proved into portions of a day (UTC), so that the machine labels no more than `dailyCap` images
 * of a project in one, whatever the number of its jobs. What a portion may have is taken first, and the portion is a
 * file that is created once before anything is labeled, so that this may end anywhere and run again.
 */
export async function takePortions(
  files: RoundFiles,
  rounds: readonly PastRound[],
  allowanceOf: (day: string) => DailyAllowance,
  now: number,
): Promise<Portions> {
  const day = dayOf(now);
  const allowance = allowanceOf(day);
  const labeled = new Map<number, string[]>();
  const held = new Set<string>();
  for (const { round, portions, left } of await leftOf(files, rounds)) {
    const before = portions.flatMap(({ ids }) => ids);
    const room = left.length > 0 ? await allowance.take(files.portionName(round, portions.length), left.length) : 0;
    const ids = left.slice(0, room);
    if (ids.length > 0) await files.portion(round, portions.length, { day, ids });
    labeled.set(round, [...before, ...ids]);
    for (const id of left.slice(ids.length)) held.add(id);
  }
  return { labeled, held, nextAt: nextDay(now) };
}
