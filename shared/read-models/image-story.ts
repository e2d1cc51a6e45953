import * as z from 'zod/mini';
import { listObjects, readText } from '../aws/s3.ts';
import type { GalleryShape, ImageStory, StoryAnswer, StoryDecline } from '../contracts/gallery.ts';
import { type PayloadObject, payloadSchema } from '../contracts/ground-truth-events.ts';
import { parseJson } from '../contracts/parse.ts';
import type { Project } from '../contracts/project.ts';
import { findBatch } from '../documents/batch.ts';
import { findDatasetHead } from '../documents/dataset-head.ts';
import { readDecline } from '../documents/declined-task.ts';
import { findRecord } from '../documents/ledger.ts';
import { type ProjectBucket, projectBucket } from '../documents/project-bucket.ts';
import { droppedName, parseImageKey } from '../domain/project/bucket-keys.ts';
import { labelingJobName } from '../domain/project/names.ts';
import { readHeadSides } from '../pipeline/datasets/dataset-version.ts';
import { galleryImage } from './gallery.ts';
import { readWorkerNames } from './worker-names.ts';

const RAW_LENGTH = 2000;

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
  const [batches, names, head, sides] = await Promise.all([
    Promise.all([...new Set(ids)].sort().map((batchId) => readBatchAnswers(place, batchId, sha256))),
    readWorkerNames(),
    findDatasetHead(place),
    readHeadSides(place),
  ]);
  const label = (['train', 'validation'] as const).flatMap((split) => {
    const line = sides[split].get(sha256);
    return (line !== undefined && galleryImage(line, split, project)) || [];
  })[0];
  return {
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
  };
}

type StoryBatch = ImageStory['batches'][number];

const withNames = (batch: StoryBatch, names: ReadonlyMap<string, string>): StoryBatch => ({
  ...batch,
  answers: batch.answers.map((answer) => ({ ...answer, worker: names.get(answer.workerId) ?? null })),
  declined: batch.declined.map((decline) => ({ ...decline, worker: names.get(decline.worker) ?? decline.worker })),
});

/** Workers by id: who they are is asked for once. */
async function readBatchAnswers(
  bucket: ProjectBucket,
  batchId: string,
  sha256: string,
): Promise<ImageStory['batches']> {
  const batch = await findBatch(bucket, batchId);
  if (!batch) return [];
  const answers = new Map<string, StoryAnswer>();
  const declined: StoryDecline[] = [];
  // Ground Truth's layout: what the workers said stands in the payload files of the consolidation hook.
  for await (const { key } of listObjects(bucket.name, bucket.keys.labelsPrefix(batchId))) {
    if (key.includes('/annotations/declined/')) {
      const { workerId, reason, declinedAt, dataObject } = await readDecline(bucket.name, key);
      if (parseImageKey(dataObject.s3Uri ?? '')?.sha256 === sha256)
        declined.push({ worker: workerId, reason, at: declinedAt });
    }
    if (!key.includes('/consolidation-request/')) continue;
    for (const object of parseJson(payloadSchema, (await readText(bucket.name, key)).text, key))
      if (parseImageKey(object.dataObject.s3Uri ?? '')?.sha256 === sha256)
        for (const annotation of object.annotations) answers.set(annotation.workerId, answerOf(annotation));
  }
  return [{ batchId, jobName: labelingJobName(batch), answers: [...answers.values()], declined }];
}

const boxesSchema = z.array(
  z.object({ label: z.string(), left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
);

function answerOf({ workerId, annotationData }: PayloadObject['annotations'][number]): StoryAnswer {
  const raw = annotationData.content ?? annotationData.s3Uri ?? annotationData.s3uri ?? '';
  return { workerId, worker: null, shapes: boxesOf(raw), raw: raw.slice(0, RAW_LENGTH) };
}

/** The boxes of a crowd-bounding-box answer, whatever its element was called; null for any other. */
function boxesOf(content: string): GalleryShape[] | null {
  try {
    const elements = Object.values(JSON.parse(content) as Record<string, { boundingBoxes?: unknown } | undefined>);
    const boxes = elements.find((element) => element?.boundingBoxes !== undefined)?.boundingBoxes;
    const parsed = z.safeParse(boxesSchema, boxes);
    return parsed.success ? parsed.data.map((box) => ({ ...box, confidence: null })) : null;
  } catch {
    return null;
  }
}
