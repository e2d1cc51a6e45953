// How often drift is told where there is none, and how soon where there is some: node bench/drift.ts [projects]

import type { Observation } from '../shared/contracts/capture.ts';
import { compareWithReference, DRIFT_DAYS } from '../shared/domain/feedback/drift.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';

const PROJECTS = Number(process.argv[2] ?? 200);
const DAYS = 30;
const LOOKS_A_DAY = 4;
const VALIDATION = 60;
const LABELS = ['a', 'b', 'c', 'd'];

interface World {
  name: string;
  imagesPerDay: number;
  shares: number[];
  /** Confidence is a uniform number to the power of 1 / this. */
  sure: number;
}

const USUAL = { imagesPerDay: 40, shares: [0.6, 0.3, 0.1, 0.03], sure: 4 };
const WORLDS: World[] = [
  { ...USUAL, name: 'none, 40 images a day' },
  { ...USUAL, name: 'none, 400 images a day', imagesPerDay: 400 },
  { ...USUAL, name: 'a class from 10 to 30 %', shares: [0.6, 0.3, 0.3, 0.03] },
  { ...USUAL, name: 'a class from 60 to 30 %', shares: [0.3, 0.3, 0.1, 0.03] },
  { ...USUAL, name: 'mean confidence .80 to .67', sure: 2 },
  { ...USUAL, name: 'mean confidence .80 to .50', sure: 1 },
];

const image = ({ shares, sure }: World, random: () => number): Observation => ({
  sha256: '',
  found: shares.flatMap(
    (share, id): Array<[number, number]> => (random() < share ? [[id, random() ** (1 / sure)]] : []),
  ),
});

/** The first day on which something has left; undefined: none of all days. */
function firstAlarm(world: World, seed: number): number | undefined {
  const random = seededRandom(seed);
  const usual = { ...world, ...USUAL };
  const reference = { images: Array.from({ length: VALIDATION }, () => image(usual, random)) };
  const perLook = Math.round(world.imagesPerDay / LOOKS_A_DAY);
  let window: Observation[] = [];
  for (let look = 1; look <= DAYS * LOOKS_A_DAY; look++) {
    window = [...window, ...Array.from({ length: perLook }, () => image(world, random))];
    window = window.slice(-perLook * LOOKS_A_DAY * DRIFT_DAYS);
    if (compareWithReference(window, reference, LABELS)?.some(({ left }) => left)) return look / LOOKS_A_DAY;
  }
  return undefined;
}

console.log(`${PROJECTS} projects, ${DAYS} days, ${LOOKS_A_DAY} looks a day, ${VALIDATION} validation images`);
for (const world of WORLDS) {
  const days = Array.from({ length: PROJECTS }, (_, project) => firstAlarm(world, 7919 * project + 1));
  const told = days.filter((day) => day !== undefined).sort((a, b) => a - b);
  const median = days.map((day) => day ?? Infinity).sort((a, b) => a - b)[Math.floor(PROJECTS / 2)]!;
  const share = ((100 * told.length) / PROJECTS).toFixed(1);
  console.log(`${world.name.padEnd(28)} told in ${share.padStart(5)} % of projects; median day ${median}`);
}
