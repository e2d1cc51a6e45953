/** How one simulated worker errs. Shares are 0..1; spreads are standard deviations relative to the object's size. */
export interface WorkerSkill {
  name: string;
  /** Spread of a box's centre. */
  shift: number;
  /** Spread of its width and height. */
  size: number;
  missed: number;
  /** Expected boxes around nothing, per image. */
  extra: number;
  wrongLabel: number;
  /** Share of wrong starting boxes that the worker leaves as they are. */
  trusting: number;
}

const CAREFUL = { shift: 0.03, size: 0.04, missed: 0.03, extra: 0.04, wrongLabel: 0.02, trusting: 0.05 };
const CARELESS = { shift: 0.16, size: 0.22, missed: 0.35, extra: 0.8, wrongLabel: 0.25, trusting: 0.7 };

const NAMES = ['ana', 'ben', 'chi', 'dev', 'eva', 'fay', 'gus', 'hana', 'ivo', 'jun'];
const CARELESS_NAME = 'ola';

/** A team of different people, the last of them careless when there are at least three. */
export function simulatedTeam(workers: number, random: () => number): WorkerSkill[] {
  return Array.from({ length: workers }, (_, index) => {
    if (workers >= 3 && index === workers - 1) return { name: CARELESS_NAME, ...CARELESS };
    const round = Math.floor(index / NAMES.length);
    const name = `${NAMES[index % NAMES.length]}${round || ''}`;
    const factor = 0.6 + 0.8 * random();
    const errors = Object.entries(CAREFUL).map(([error, share]) => [error, share * factor] as const);
    return { name, ...(Object.fromEntries(errors) as typeof CAREFUL) };
  });
}
