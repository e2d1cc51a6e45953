import { join } from 'node:path';
import type { Backbone } from '../../algorithms/backbone/backbone.ts';
import { openProposer } from '../../algorithms/backbone/proposer.ts';
import type { LabeledFile } from '../../algorithms/detector/images/dataset.ts';
import type { Embedding } from '../../shared/contracts/embedding.ts';
import { type Photograph, readPhotographs, type SetName } from '../labeled-photographs.ts';

export interface EmbeddedPhotographs {
  labels: readonly string[];
  /** What people may label, and what is learnt from. */
  files: LabeledFile[];
  embeddings: Embedding[];
  /** What the final models are judged on. */
  judges: LabeledFile[];
}

/** A set with what lies beside each image in a project. */
export async function readEmbeddedPhotographs(name: SetName, backbone: Backbone): Promise<EmbeddedPhotographs> {
  const { labels, folder, learned, heldOut } = await readPhotographs(name);
  const labeled = ({ file, ...rest }: Photograph): LabeledFile => ({
    file: join(folder, file),
    ...rest,
    unchecked: [],
  });
  const files = learned.map(labeled);
  const proposer = await openProposer(backbone, 1);
  const embeddings: Embedding[] = [];
  for (const { file } of files) embeddings.push((await proposer.propose(file)).embedding);
  await proposer.close();
  return { labels, files, embeddings, judges: heldOut.map(labeled) };
}
