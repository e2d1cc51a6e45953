import * as z from 'zod/mini';
import { listObjects, readText } from '../aws/s3.ts';
import type { GalleryShape, StoryAnswer } from '../contracts/gallery.ts';
import { type PayloadObject, payloadSchema } from '../contracts/ground-truth-events.ts';
import { parseJson } from '../contracts/parse.ts';
import { PARALLEL_CALLS } from '../documents/ledger.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { parseImageKey } from '../domain/project/bucket-keys.ts';
import { inParallel } from '../in-parallel.ts';

const RAW_LENGTH = 2000;

/** An image of a batch and what each worker said of it. */
export interface AnsweredImage {
  sha256: string;
  key: string;
  /** Pixels, where an answer says them. */
  size: { width: number; height: number } | null;
  answers: StoryAnswer[];
}

/** What the workers of a batch answered, as far as it has been put together, by image. */
export async function readBatchAnswers(bucket: ProjectBucket, batchId: string): Promise<Map<string, AnsweredImage>> {
  const keys: string[] = [];
  // Ground Truth's layout: what the workers said stands in the payload files of the consolidation hook.
  for await (const { key } of listObjects(bucket.name, bucket.keys.labelsPrefix(batchId)))
    if (key.includes('/consolidation-request/')) keys.push(key);
  const payloads = await inParallel(keys, PARALLEL_CALLS, async (key) =>
    parseJson(payloadSchema, (await readText(bucket.name, key)).text, key),
  );
  const images = new Map<string, AnsweredImage>();
  for (const { dataObject, annotations } of payloads.flat()) {
    const uri = dataObject.s3Uri ?? '';
    const image = parseImageKey(uri);
    if (!image) continue;
    const key = uri.slice(uri.indexOf('projects/'));
    const read = annotations.map(answerOf);
    const size = read.find((one) => one.size)?.size ?? null;
    images.set(image.sha256, { sha256: image.sha256, key, size, answers: read.map(({ answer }) => answer) });
  }
  return images;
}

const sizeSchema = z.object({ width: z.number(), height: z.number() });
const boxesSchema = z.object({
  boundingBoxes: z.array(
    z.object({ label: z.string(), left: z.number(), top: z.number(), width: z.number(), height: z.number() }),
  ),
  inputImageProperties: z.optional(sizeSchema),
});

function answerOf({ workerId, annotationData }: PayloadObject['annotations'][number]) {
  const raw = annotationData.content ?? annotationData.s3Uri ?? annotationData.s3uri ?? '';
  const { shapes, size } = boxesOf(raw);
  const answer: StoryAnswer = { workerId, worker: null, shapes, raw: raw.slice(0, RAW_LENGTH) };
  return { answer, size };
}

/**
 * The boxes of a crowd-bounding-box answer, whatever its element was called, and the image's size; null for any other.
 */
function boxesOf(content: string): { shapes: GalleryShape[] | null; size: z.infer<typeof sizeSchema> | null } {
  const none = { shapes: null, size: null };
  try {
    const elements = Object.values(JSON.parse(content) as Record<string, unknown>);
    const parsed = elements.flatMap((element) => z.safeParse(boxesSchema, element).data ?? [])[0];
    if (!parsed) return none;
    const shapes = parsed.boundingBoxes.map((box) => ({ ...box, confidence: null }));
    return { shapes, size: parsed.inputImageProperties ?? null };
  } catch {
    return none;
  }
}
