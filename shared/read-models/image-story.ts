import { findText, listObjects } from '../aws/s3.ts';
import type { ImageStory, StoryDecline } from '../contracts/gallery.ts';
import type { Project } from '../contracts/project.ts';
import { isOfTexts } from '../contracts/text-tasks.ts';
import { findBatch } from '../documents/batch.ts';
import { findDatasetHead } from '../documents/dataset-head.ts';
import { readDecline } from '../documents/declined-task.ts';
import { findRecord } from '../documents/ledger.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { readTags, tagsByImage } from '../documents/tags.ts';
import { droppedName, parseImageKey } from '../domain/project/bucket-keys.ts';
import { labelingJobName } from '../domain/project/names.ts';
import { readHeadSides } from '../pipeline/datasets/dataset-version.ts';
import { keyOfDataObject, readBatchAnswers } from './batch-answers.ts';
import { galleryImage } from './gallery.ts';
import { readImagePredictions } from './image-predictions.ts';
import { shownText } from './shown-text.ts';
import { readWorkerNames } from './worker-names.ts';

/**
 * One image from its upload to its label: what it is, who answered what in which batch, which dataset versions took it.
 * @returns undefined when the project never accepted such an image
 */
export async function readImageStory(
  bucket: string,
  project: Pick<Project, 'project' | 'labels' | 'taskType'>,
  sha256: string,
): Promise<ImageStory | undefined> {
  const name = project.project;
  const place = projectBucket(bucket, name);
  const found = await findRecord(place, sha256);
  if (!found) return undefined;
  const { record } = found;
  const ids = [
    ...(record.labeledBefore ?? []),
    ...(record.failedBatches ?? []),
    ...((record.batchId ?? '') ? [record.batchId!] : []),
  ];
  const [batches, names, head, sides, predictions, tags] = await Promise.all([
    Promise.all([...new Set(ids)].sort().map((batchId) => readBatchStory(place, batchId, sha256))),
    readWorkerNames(),
    findDatasetHead(place),
    readHeadSides(place),
    readImagePredictions(place, project, record, ids),
    readTags(place),
  ]);
  const label = (['train', 'validation'] as const).flatMap((split) => {
    const line = sides[split].get(sha256);
    return (line !== undefined && galleryImage(line, split, project)) || [];
  })[0];
  const text = isOfTexts(project.taskType) ? await findText(bucket, record.imageKey) : undefined;
  return {
    ...(text && { text: shownText(text.text, label?.text?.spans ?? []) }),
    sha256,
    key: record.imageKey,
    name: droppedName(record.originalKey),
    bytes: record.bytes,
    width: record.width,
    height: record.height,
    split: record.split,
    ingestedAt: record.ingestedAt,
    outcome: record.outcome,
    reason: record.reason ?? null,
    attempts: record.attempts,
    batches: batches.flat().map((batch) => withNames(batch, names)),
    label: label ?? null,
    versions: (head?.versions ?? []).flatMap(({ datasetVersion, batches: merged, folder, origin }) => {
      const own = ids.filter((batchId) => folder.startsWith(`${batchId}-`) && batchId in merged);
      return own.map((batchId) => ({ datasetVersion, batchId, note: origin?.note ?? null }));
    }),
    predictions,
    tags: tagsByImage(tags).get(sha256) ?? [],
  };
}

type StoryBatch = ImageStory['batches'][number];

const withNames = (batch: StoryBatch, names: ReadonlyMap<string, string>): StoryBatch => ({
  ...batch,
  answers: batch.answers.map((answer) => ({ ...answer, worker: names.get(answer.workerId) ?? null })),
  declined: batch.declined.map((decline) => ({ ...decline, worker: names.get(decline.worker) ?? decline.worker })),
});

async function readBatchStory(bucket: ProjectBucket, batchId: string, sha256: string): Promise<ImageStory['batches']> {
  const batch = await findBatch(bucket, batchId);
  if (!batch) return [];
  const answered = await readBatchAnswers(bucket, batchId);
  const declined: StoryDecline[] = [];
  for await (const { key } of listObjects(bucket.name, bucket.keys.labelsPrefix(batchId))) {
    if (!key.includes('/annotations/declined/')) continue;
    const { workerId, reason, declinedAt, dataObject } = await readDecline(bucket.name, key);
    if (parseImageKey(keyOfDataObject(bucket, dataObject))?.sha256 === sha256)
      declined.push({ worker: workerId, reason, at: declinedAt });
  }
  return [{ batchId, jobName: labelingJobName(batch), answers: answered.get(sha256)?.answers ?? [], declined }];
}
