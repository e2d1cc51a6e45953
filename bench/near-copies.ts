import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadPretrained } from '../algorithms/backbone/pretrained.ts';
import { openProposer } from '../algorithms/backbone/proposer.ts';
import type { Embedding } from '../shared/contracts/embedding.ts';
import { lookDistance } from '../shared/domain/dataset/reports/near-duplicates.ts';
import { LookAlikes } from '../shared/domain/embeddings/look-alikes.ts';
import { seededRandom } from '../shared/domain/seeded-random.ts';
import { referenceData } from './reference-data.ts';

/**
 * Near-copies by embedding and by dHash: `node bench/near-copies.ts [images]`. First those that the photographs have
 * among themselves, and how many held-out ones (sorted index % 5 == 4) have one in training; then whether a changed
 * copy (crop of 85 %, colours, JPEG 40, mirrored or not) finds its original first among all.
 */
const SETS = [
  ['raccoons', 'images_raccoon', 'images'],
  ['blood cells', 'images_bccd', 'JPEGImages'],
] as const;
const KEPT = 0.85;
const most = Number(process.argv[2] ?? 200);
const proposer = await openProposer(await loadPretrained({}), 1);
const embeddingOf = async (file: string | Uint8Array) => (await proposer.propose(file)).embedding;

async function changed(file: string, random: () => number, isMirrored: boolean): Promise<Buffer> {
  const { width, height } = await sharp(file).metadata();
  const [left, top] = [width, height].map((side) => Math.floor(random() * (1 - KEPT) * side)) as [number, number];
  const gains = [0, 1, 2].map(() => 0.8 + 0.4 * random());
  const part = { left, top, width: Math.floor(KEPT * width), height: Math.floor(KEPT * height) };
  const cropped = await sharp(file).removeAlpha().toColourspace('srgb').extract(part).png().toBuffer();
  const shifts = gains.map((gain) => 128 * (1 - gain) + 40 * random() - 20);
  return sharp(cropped).linear(gains, shifts).flop(isMirrored).jpeg({ quality: 40 }).toBuffer();
}

const hashOf = ({ look }: Embedding): [number, number] => [
  Number.parseInt(look.slice(0, 8), 16),
  Number.parseInt(look.slice(8), 16),
];

for (const [name, set, images] of SETS) {
  const folder = referenceData(set, images);
  if (!folder) throw new Error('needs the reference data (LABELLOOP_SHARED)');
  const files = (await readdir(folder)).sort().slice(0, most);
  const known = new Map<string, Embedding>();
  for (const file of files) known.set(file, await embeddingOf(join(folder, file)));
  const looks = new LookAlikes(known);
  const isHeldOut = (file: string) => files.indexOf(file) % 5 === 4;
  const withCopy = files.filter((file) => looks.copiesOf(file).length > 0);
  const leaks = withCopy.filter((file) => isHeldOut(file) && looks.copiesOf(file).some(({ id }) => !isHeldOut(id)));
  console.log(
    `${name}: of ${files.length} images ${withCopy.length} have a near-copy; of ${files.filter(isHeldOut).length} held out ${leaks.length} have one in training: ${leaks.join(', ')}`,
  );
  for (const isMirrored of [false, true]) {
    const random = seededRandom(1);
    let [byAngle, byHash] = [0, 0];
    for (const file of files) {
      const copy = await embeddingOf(await changed(join(folder, file), random, isMirrored));
      if (new LookAlikes(new Map([...known, ['copy', copy]])).mostLike('copy', 1)[0]!.id === file) byAngle++;
      const distances = [...known.values()].map((one) => lookDistance(hashOf(one), hashOf(copy)));
      if (distances.indexOf(Math.min(...distances)) === files.indexOf(file)) byHash++;
    }
    const share = (count: number) => (count / files.length).toFixed(3);
    console.log(
      `  a copy${isMirrored ? ', mirrored,' : ''} finds its original: embedding ${share(byAngle)}, dHash ${share(byHash)}`,
    );
  }
}
await proposer.close();
