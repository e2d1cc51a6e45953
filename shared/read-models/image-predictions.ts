import { findObject, listFolders } from '../aws/s3.ts';
import type { StoryPrediction } from '../contracts/gallery.ts';
import type { LedgerRecord } from '../contracts/ledger-record.ts';
import type { Project } from '../contracts/project.ts';
import { isTrained } from '../contracts/trained-tasks.ts';
import { findChampion } from '../documents/champion.ts';
import { PARALLEL_CALLS } from '../documents/ledger.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { parseDetections } from '../domain/models/detections.ts';
import { datasetVersionOf } from '../domain/project/names.ts';
import { ModelAnswerError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';

/** Boxes below this are not shown: most models answer many of which they are not sure. */
const SHOWN_CONFIDENCE = 0.3;
const SHOWN_CHARACTERS = 2000;

/**
 * What each model said of an image: on validation images when it was judged, the oldest dataset version first; on
 * others as a proposal to the workers of a batch.
 * @param batches ids of the batches that the image was in
 */
export async function readImagePredictions(
  bucket: ProjectBucket,
  project: Pick<Project, 'labels' | 'taskType'>,
  { imageKey, width, height }: Pick<LedgerRecord, 'imageKey' | 'width' | 'height'>,
  batches: readonly string[],
): Promise<StoryPrediction[]> {
  if (!isTrained(project.taskType)) return [];
  const { evaluationsPrefix, evaluationPrefix, preLabelsPrefix } = bucket.keys;
  const answer = `${imageKey.split('/').at(-1)}.out`;
  const folders = await inParallel(await listFolders(bucket.name, evaluationsPrefix), PARALLEL_CALLS, async (hash) => {
    const models = await listFolders(bucket.name, `${evaluationsPrefix}${hash}/`);
    return models.map((modelName) => ({ modelName, batchId: null, folder: evaluationPrefix(hash, modelName) }));
  });
  const proposals = batches.map((batchId) => ({ modelName: null, batchId, folder: preLabelsPrefix(batchId) }));
  const champion = await findChampion(bucket);
  const found = await inParallel([...proposals, ...folders.flat()], PARALLEL_CALLS, async (asked) => {
    const { modelName, batchId, folder } = asked;
    const stored = await findObject(bucket.name, `${folder}${answer}`);
    if (!stored) return [];
    const text = Buffer.from(stored.bytes).toString();
    const told: StoryPrediction = {
      ...{ modelName, batchId, datasetVersion: modelName === null ? null : datasetVersionOf(modelName) },
      isChampion: modelName !== null && modelName === champion?.modelName,
      at: stored.lastModified.toISOString(),
      shapes: boxesOf(text, project, { width, height }),
      raw: text.slice(0, SHOWN_CHARACTERS),
    };
    return [told];
  });
  const byModel = new Map<string, StoryPrediction>();
  for (const one of found.flat().sort((a, b) => (a.at < b.at ? -1 : 1)))
    byModel.set(one.modelName ?? `batch ${one.batchId}`, one);
  return [...byModel.values()];
}

/** Null where the answer is no boxes, or of a shape that nobody knows: the gate has said what is wrong with it. */
function boxesOf(
  text: string,
  { labels, taskType }: Pick<Project, 'labels' | 'taskType'>,
  size: { width: number; height: number },
): StoryPrediction['shapes'] {
  if (taskType !== 'bounding-box') return null;
  try {
    return parseDetections(text, size, "the model's answer", labels.length)
      .filter(({ confidence }) => confidence >= SHOWN_CONFIDENCE)
      .map(({ class_id, ...box }) => ({ ...box, label: labels[class_id] ?? `class ${class_id}` }));
  } catch (error) {
    if (error instanceof ModelAnswerError) return null;
    throw error;
  }
}
