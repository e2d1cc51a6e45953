import * as z from 'zod/mini';
import { listObjects, readText } from '../aws/s3.ts';
import type { GalleryShape, GallerySpan, GalleryText, StoryAnswer } from '../contracts/gallery.ts';
import { type PayloadObject, payloadSchema } from '../contracts/ground-truth-events.ts';
import { parseJson } from '../contracts/parse.ts';
import { PARALLEL_CALLS } from '../documents/ledger.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import { parseImageKey } from '../domain/project/bucket-keys.ts';
import { inParallel } from '../in-parallel.ts';
import { sha256 } from '../sha256.ts';
import { shownText } from './shown-text.ts';

const RAW_LENGTH = 2000;

/** An image of a batch and what each worker said of it. */
export interface AnsweredImage {
  sha256: string;
  key: string;
  /** Pixels, where an answer says them. */
  size: { width: number; height: number } | null;
  /** What a text says, where it is one. */
  text?: GalleryText;
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
    const key = keyOfDataObject(bucket, dataObject);
    const image = parseImageKey(key);
    if (!image) continue;
    const read = annotations.map(answerOf);
    const size = read.find((one) => one.size)?.size ?? null;
    const { content } = dataObject;
    images.set(image.sha256, {
      ...{ sha256: image.sha256, key, size, answers: read.map(({ answer }) => answer) },
      ...(typeof content === 'string' && { text: shownText(content, []) }),
    });
  }
  return images;
}

/** Key of the image or text that an object of a payload is; a text stands in it, and its hash is its name. */
export function keyOfDataObject(
  bucket: ProjectBucket,
  { s3Uri, content }: { s3Uri?: string | undefined; content?: unknown },
): string {
  if (s3Uri !== undefined) return s3Uri.slice(s3Uri.indexOf('projects/'));
  return typeof content === 'string' ? bucket.keys.image(sha256(content), 'txt') : '';
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
  const spans = shapes ? undefined : spansOf(raw);
  const answer: StoryAnswer = {
    workerId,
    worker: null,
    shapes,
    ...(spans && { spans }),
    raw: raw.slice(0, RAW_LENGTH),
  };
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

const spansSchema = z.object({
  entities: z.array(z.object({ label: z.string(), startOffset: z.int(), endOffset: z.int() })),
});

/** The entities of a crowd-entity-annotation answer; undefined for any other. */
function spansOf(content: string): GallerySpan[] | undefined {
  try {
    const elements = Object.values(JSON.parse(content) as Record<string, unknown>);
    const [found] = elements.flatMap((element) => z.safeParse(spansSchema, element).data ?? []);
    return found?.entities.map((span) => ({ ...span, confidence: null }));
  } catch {
    return undefined;
  }
}
