import { findChampion } from '../documents/champion.ts';
import { findDatasetHead } from '../documents/dataset-head.ts';
import { readEmbeddings } from '../documents/embeddings.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { readTags, tagsByImage } from '../documents/tags.ts';
import { findCopies } from '../domain/embeddings/find-copies.ts';
import { LookAlikes } from '../domain/embeddings/look-alikes.ts';
import { disagreementOf } from '../domain/labeling/disagreement.ts';
import { seededRandom } from '../domain/seeded-random.ts';
import { readBatchAnswers } from './batch-answers.ts';
import { readModelErrors, readModelReports } from './model-reports.ts';

/** What a gallery may ask of images beyond their labels; each is read when somebody asks for it. */
export interface GalleryFacts {
  /** Ids of those who answered, and how differently they did, 0 to 1, by image. */
  answers?: ReadonlyMap<string, { workers: ReadonlySet<string>; disagreement: number }>;
  /** Hashes of images of which there is another one with the same picture. */
  copies?: ReadonlySet<string>;
  /** Keys of images whose label the champion contradicts, those with the most errors first. */
  suspects?: readonly string[];
  /** What people marked images with, by image. */
  tags?: ReadonlyMap<string, readonly string[]>;
}

/** So many images are each held against every other one; of more, those that are likely to be alike. */
const MOST_COMPARED = 4000;
const MOST_SUSPECTS = 1000;

/** Who answered what, of all batches that went into the dataset. */
export async function readAnswerFacts(bucket: ProjectBucket): Promise<NonNullable<GalleryFacts['answers']>> {
  const head = await findDatasetHead(bucket);
  const batches = new Set(head?.versions.flatMap(({ batches }) => Object.keys(batches)));
  const facts = new Map<string, { workers: Set<string>; disagreement: number }>();
  for (const batchId of batches)
    for (const [sha256, { answers }] of await readBatchAnswers(bucket, batchId)) {
      const workers = new Set(answers.map(({ workerId }) => workerId));
      facts.set(sha256, { workers, disagreement: disagreementOf(answers) });
    }
  return facts;
}

/** None where images have no embeddings. */
export async function readCopyFacts(bucket: ProjectBucket): Promise<NonNullable<GalleryFacts['copies']>> {
  const embeddings = await readEmbeddings(bucket, undefined);
  if (embeddings.size > MOST_COMPARED) return findCopies(embeddings, seededRandom(embeddings.size));
  const looks = new LookAlikes(embeddings);
  return new Set([...embeddings.keys()].filter((id) => looks.copiesOf(id).length > 0));
}

/** By what the champion said of the validation images: it never learned from those. */
export async function readSuspectFacts(bucket: ProjectBucket): Promise<NonNullable<GalleryFacts['suspects']>> {
  const champion = await findChampion(bucket);
  const model = (await readModelReports(bucket)).find(({ modelName }) => modelName === champion?.modelName);
  if (!model) return [];
  return (await readModelErrors(bucket, model, MOST_SUSPECTS)).images.map(({ key }) => key);
}

/** Tags by image. */
export async function readTagFacts(bucket: ProjectBucket): Promise<NonNullable<GalleryFacts['tags']>> {
  return tagsByImage(await readTags(bucket));
}
