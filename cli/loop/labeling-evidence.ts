import * as z from 'zod/mini';
import { listObjects, readText } from '../../shared/aws/s3.ts';
import { payloadSchema } from '../../shared/contracts/ground-truth-events.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { findDatasetHead } from '../../shared/documents/dataset-head.ts';
import { parseLabeledImages } from '../../shared/documents/labeled-images.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import type { TrueBox } from './labeled-box.ts';

/** What the workers drew on an image, and what came of it. */
export interface LabeledImageEvidence {
  sha256: string;
  imageKey: string;
  split: 'train' | 'validation';
  /** One list of boxes per worker. */
  workers: Array<{ workerId: string; boxes: TrueBox[] }>;
  consensus: TrueBox[];
}

const answerSchema = z.looseObject({
  boundingBox: z.looseObject({
    boundingBoxes: z.array(
      z.object({ label: z.string(), left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
    ),
  }),
});

/** Reads the head of the dataset together with the answers that its labels were made of. */
export async function readEvidence(
  bucket: string,
  project: string,
  labels: readonly string[],
): Promise<LabeledImageEvidence[]> {
  const head = await findDatasetHead(projectBucket(bucket, project));
  const folder = head?.versions.find(({ datasetVersion }) => datasetVersion === head.head)?.folder;
  if (!folder) return [];
  const answers = await readAnswers(bucket, project);
  const evidence: LabeledImageEvidence[] = [];
  for (const split of ['train', 'validation'] as const) {
    const key = projectKeys(project).datasetManifest(folder, split);
    for (const image of parseLabeledImages((await readText(bucket, key)).text, key)) {
      const sha256 = parseImageKey(image.key)!.sha256;
      const consensus = image.boxes.map(({ class_id, ...box }) => ({
        label: labels[class_id] ?? String(class_id),
        ...box,
      }));
      evidence.push({ sha256, imageKey: image.key, split, workers: answers.get(sha256) ?? [], consensus });
    }
  }
  return evidence;
}

/** The workers' answers by image, from the payload files of the consolidation hook (Ground Truth's layout). */
async function readAnswers(bucket: string, project: string) {
  const answers = new Map<string, LabeledImageEvidence['workers']>();
  for await (const { key } of listObjects(bucket, projectKeys(project).batchesPrefix)) {
    if (!key.includes('/consolidation-request/')) continue;
    for (const object of parseJson(payloadSchema, (await readText(bucket, key)).text, key)) {
      const image = parseImageKey(object.dataObject.s3Uri ?? '');
      if (!image) continue;
      const workers = object.annotations.flatMap(({ workerId, annotationData: { content } }) => {
        if (content === undefined) return [];
        const { boundingBox } = parseJson(answerSchema, content, `an answer in ${key}`);
        return [{ workerId, boxes: boundingBox.boundingBoxes }];
      });
      answers.set(image.sha256, workers);
    }
  }
  return answers;
}
