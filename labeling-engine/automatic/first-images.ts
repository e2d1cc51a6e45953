import { sample } from '../../shared/domain/automatic-labeling/choose-images.ts';
import { chooseDiverse } from '../../shared/domain/embeddings/choose-diverse.ts';
import type { JobPorts } from '../engine-ports.ts';
import { embeddingsBeside } from './embeddings-beside.ts';
import type { JobObject } from './peoples-labels.ts';
import type { FirstImages } from './round-files.ts';

/** No more images than so many are compared; where there are more, chance chooses them. */
export const COMPARED = 2000;
/** One in so many is chosen by chance, whatever the others are like. */
const RANDOM_ARM = 4;

/**
 * The images that people label before there is a model: those for people only, then of the others as many as asked for,
 * three quarters of them chosen to be as different as the images are, where embeddings lie beside them; else by chance.
 * @param random uniform numbers in [0, 1)
 */
export async function chooseFirstImages(
  objects: readonly JobObject[],
  count: number,
  ports: JobPorts,
  random: () => number,
): Promise<FirstImages> {
  const queued = objects.filter(({ state }) => state === 'queued');
  const judges = queued.filter(({ peopleOnly }) => peopleOnly).map(({ id }) => id);
  const pool = sample(
    queued.filter(({ peopleOnly }) => !peopleOnly),
    COMPARED,
    random,
  );
  const byChance = pool.slice(0, Math.ceil(count / RANDOM_ARM)).map(({ id }) => id);
  const others = pool.slice(byChance.length);
  const embeddings = await embeddingsBeside(others, ports);
  const diverse = chooseDiverse(embeddings, count - byChance.length, random);
  const chosen = new Set([...byChance, ...diverse]);
  for (const { id } of others) if (chosen.size < count) chosen.add(id);
  return { ids: [...judges, ...chosen], byChance };
}
