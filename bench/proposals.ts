import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { openProposer } from '../algorithms/backbone/proposer.ts';
import { readTruth } from '../cli/loop/read-truth.ts';
import { intersectionOverUnion } from '../shared/domain/shapes/bounding-box.ts';
import { referenceData } from './reference-data.ts';

/**
 * What a click at an object's centre gives, and after Tab once and twice, with no label known: `node
 * bench/proposals.ts`. The candidates are the proposals around the click in the portal's order: by score.
 */
const SETS = [
  ['raccoon', 'images_raccoon', 'images', 'annotations'],
  ['bccd', 'images_bccd', 'JPEGImages', 'Annotations'],
] as const;
const proposer = await openProposer(await loadPretrained({}), 1);
for (const [name, set, images, annotations] of SETS) {
  const folder = referenceData(set);
  if (!folder) throw new Error('needs the reference data (LABELLOOP_SHARED)');
  const truth = await readTruth(join(folder, annotations));
  const overlaps: number[][] = [];
  let milliseconds = 0;
  let recalled = 0;
  const files = (await readdir(join(folder, images))).sort();
  for (const file of files) {
    const boxes = truth.get(file.replace(/\.\w+$/, '')) ?? [];
    const began = performance.now();
    const {
      proposals: { proposals },
    } = await proposer.propose(join(folder, images, file));
    milliseconds += performance.now() - began;
    for (const box of boxes) {
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const around = proposals.filter(
        (each) => each.left <= x && x <= each.left + each.width && each.top <= y && y <= each.top + each.height,
      );
      overlaps.push([0, 1, 2].map((tab) => (around[tab] ? intersectionOverUnion(around[tab], box) : 0)));
      if (proposals.some((each) => intersectionOverUnion(each, box) >= 0.5)) recalled++;
    }
  }
  const share = (tabs: number, least: number) =>
    `${((100 * overlaps.filter((each) => Math.max(...each.slice(0, tabs + 1)) >= least).length) / overlaps.length).toFixed(1)} %`;
  console.log(
    `${name}: ${overlaps.length} objects; one click IoU >= .5 ${share(0, 0.5)}, >= .7 ${share(0, 0.7)}; after Tab at most twice >= .5 ${share(2, 0.5)}, >= .7 ${share(2, 0.7)}; ` +
      `in the top 100 ${((100 * recalled) / overlaps.length).toFixed(1)} %; ${(milliseconds / files.length).toFixed(0)} ms an image`,
  );
}
await proposer.close();
