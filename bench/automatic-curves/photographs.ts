import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Backbone } from '../../algorithms/backbone/backbone.ts';
import { openProposer } from '../../algorithms/backbone/proposer.ts';
import type { LabeledFile } from '../../algorithms/detector/images/dataset.ts';
import { readTruth } from '../../cli/loop/read-truth.ts';
import type { Embedding } from '../../shared/contracts/embedding.ts';
import type { BoxAnnotation } from '../../shared/contracts/manifest-line.ts';
import { LookAlikes } from '../../shared/domain/embeddings/look-alikes.ts';
import { drawDemo, isDemoTestImage } from '../demo-images.ts';
import { referenceData } from '../reference-data.ts';

export const SETS = {
  raccoon: { folder: 'images_raccoon', images: 'images', truth: 'annotations', labels: ['raccoon'] },
  bccd: { folder: 'images_bccd', images: 'JPEGImages', truth: 'Annotations', labels: ['RBC', 'WBC', 'Platelets'] },
};
export type SetName = keyof typeof SETS | 'demo';

export interface Photographs {
  labels: readonly string[];
  /** What people may label, and what is learnt from. */
  files: LabeledFile[];
  embeddings: Embedding[];
  /** What the final models are judged on. */
  judges: LabeledFile[];
}

/**
 * Reads a set. Every fifth photograph is held out (of the sample images those of their test set); its near-copies are
 * taken out of training.
 */
export async function readPhotographs(name: SetName, backbone: Backbone): Promise<Photographs> {
  const set = name === 'demo' ? await drawDemo() : SETS[name];
  const folder = name === 'demo' ? set?.folder : set && referenceData(set.folder);
  if (!folder) throw new Error('usage: raccoon|bccd|demo; photographs need the reference data (LABELLOOP_SHARED)');
  const truth = await readTruth(join(folder, set.truth));
  const names = (await readdir(join(folder, set.images)))
    .sort()
    .filter((file) => truth.has(file.replace(/\.\w+$/, '')));
  const proposer = await openProposer(backbone, 1);
  const embeddings = new Map<string, Embedding>();
  for (const file of names) embeddings.set(file, (await proposer.propose(join(folder, set.images, file))).embedding);
  await proposer.close();
  const looks = new LookAlikes(embeddings);
  const isHeldOut = (file: string, index: number) => (name === 'demo' ? isDemoTestImage(file) : index % 5 === 4);
  const heldOut = names.filter(isHeldOut);
  // Sample images are drawn: those of the test set copy none of the others.
  const isFree = (file: string) => name === 'demo' || !looks.copiesOf(file).some(({ id }) => heldOut.includes(id));
  const train = names.filter((file, index) => !isHeldOut(file, index) && isFree(file));
  const labeledFile = async (file: string): Promise<LabeledFile> => {
    const path = join(folder, set.images, file);
    const { width, height } = await sharp(path).metadata();
    const boxes = truth
      .get(file.replace(/\.\w+$/, ''))!
      .map(({ label, ...box }): BoxAnnotation => ({ class_id: set.labels.indexOf(label), ...box }));
    return { file: path, width, height, boxes, unchecked: [] };
  };
  return {
    labels: set.labels,
    files: await Promise.all(train.map(labeledFile)),
    embeddings: train.map((file) => embeddings.get(file)!),
    judges: await Promise.all(heldOut.map(labeledFile)),
  };
}
