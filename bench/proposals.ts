import { join } from 'node:path';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { type Agreement, decodeProposals } from '../algorithms/backbone/proposals.ts';
import { openProposer, type SeenImage } from '../algorithms/backbone/proposer.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { intersectionOverUnion } from '../shared/domain/shapes/bounding-box.ts';
import { candidatesAt } from '../worker-portal/elements/bounding-box/proposal-click.ts';
import { type Photograph, readPhotographs } from './labeled-photographs.ts';

/**
 * What a click in an object gives, and after Tab once and twice, with no label known: `node bench/proposals.ts`. The
 * candidates are those of the portal, in its order; a hand is off the middle by up to an eighth or a quarter of the
 * object's sides. Settings that were picked on some photographs flatter themselves there: a second row picks them on
 * every second raccoon and asks about the others, and the other way round; nothing was ever picked on blood cells.
 */
const OVERLAPS = [0.6, 0.65, 0.7];
const SAME = [0.5, 0.6, 0.7];
const DEVIATIONS = [0.15, 0.2, 0.3, 0.5];

interface Settings extends Agreement {
  /** See `candidatesAt`. */
  deviation: number;
}
const GRID: Settings[] = OVERLAPS.flatMap((maximumOverlap) =>
  SAME.flatMap((sameObject) => DEVIATIONS.map((deviation) => ({ maximumOverlap, sameObject, deviation }))),
);
/** Shares of an object's sides. */
const OFFSETS = [0, 1 / 8, 1 / 4];

interface Asked {
  photograph: Photograph;
  seen: SeenImage;
}

/** Of an object: the overlaps with the box after 0, 1 and 2 tabs, and whether any proposal is it. */
interface Click {
  overlaps: number[];
  isProposed: boolean;
}

function clickAll(asked: readonly Asked[], off: number, settings?: Settings): Click[] {
  const random = seededRandom(1);
  const hand = () => 0.5 + off * (2 * random() - 1);
  return asked.flatMap(({ photograph: { boxes }, seen }) => {
    const { proposals } = decodeProposals(seen.predictors, seen.size, settings);
    return boxes.map((box) => {
      const place = { x: box.left + hand() * box.width, y: box.top + hand() * box.height };
      const around = candidatesAt(proposals, place, settings?.deviation);
      return {
        overlaps: [0, 1, 2].map((tab) => (around[tab] ? intersectionOverUnion(around[tab], box) : 0)),
        isProposed: proposals.some((each) => intersectionOverUnion(each, box) >= 0.5),
      };
    });
  });
}

const shareOf = (clicks: readonly Click[], tabs: number, least: number) =>
  clicks.filter(({ overlaps }) => Math.max(...overlaps.slice(0, tabs + 1)) >= least).length / clicks.length;

function tell(name: string, clicks: readonly Click[]) {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const pair = (tabs: number) => [0.5, 0.7].map((least) => percent(shareOf(clicks, tabs, least))).join(' / ');
  const proposed = clicks.filter(({ isProposed }) => isProposed).length / clicks.length;
  console.log(`| ${name}, ${clicks.length} | ${pair(0)} | ${pair(2)} | ${percent(proposed)} |`);
}

const PICKED_AT = 1 / 8;

const best = (asked: readonly Asked[]) =>
  GRID.map((settings) => ({ settings, score: shareOf(clickAll(asked, PICKED_AT, settings), 2, 0.7) })).reduce((a, b) =>
    b.score > a.score ? b : a,
  );

const proposer = await openProposer(await loadPretrained({}), 1);
for (const name of ['raccoon', 'bccd'] as const) {
  const { folder, all } = await readPhotographs(name);
  const asked: Asked[] = [];
  const began = process.cpuUsage();
  for (const photograph of all) asked.push({ photograph, seen: await proposer.see(join(folder, photograph.file)) });
  const { user, system } = process.cpuUsage(began);
  console.log(`${name}: ${((user + system) / 1e3 / asked.length).toFixed(0)} ms of CPU an image`);
  for (const off of OFFSETS) tell(`${name}, off by up to ${off}`, clickAll(asked, off));
  if (name !== 'raccoon') continue;
  const halves = [0, 1].map((half) => asked.filter((_, index) => index % 2 === half));
  const picked = halves.map(best);
  for (const { settings, score } of picked)
    console.log(`picked on one half: ${JSON.stringify(settings)}, ${(100 * score).toFixed(1)} % there`);
  for (const off of OFFSETS)
    tell(
      `${name}, off by up to ${off}, settings picked on the other half`,
      halves.flatMap((half, index) => clickAll(half, off, picked[1 - index]!.settings)),
    );
}
await proposer.close();
