import { deleteObject, readText } from '../../aws/s3.ts';
import {
  type CapturedSide,
  type CaptureReading,
  type CaptureRecord,
  captureRecordSchema,
  type Observation,
} from '../../contracts/capture.ts';
import type { Project } from '../../contracts/project.ts';
import { isTrained } from '../../contracts/trained-tasks.ts';
import { keepReading } from '../../documents/captures.ts';
import { findRecord, PARALLEL_CALLS } from '../../documents/ledger.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import type { NearestImages } from '../../domain/feedback/nearest-image.ts';
import { readSaid } from '../../domain/feedback/said-of-image.ts';
import { isProblem } from '../../domain/images/image-structure.ts';
import { ModelAnswerError } from '../../errors.ts';
import { inParallel } from '../../in-parallel.ts';
import { asTakenIn, sendFeedback } from '../images/send-feedback.ts';

/** A file that an endpoint's data capture wrote. */
export interface CaptureFile {
  key: string;
  /** Its folder's, yyyy-mm-dd. */
  day: string;
  modelName: string;
}

/**
 * Deals with every image of a captured file: sends back those that the project's feedback wants, and keeps what the
 * model said of each. Broken off anywhere, the same call finishes it.
 * @param nearest the images that the model was judged on
 */
export async function readCaptureFile(
  bucket: ProjectBucket,
  project: Project,
  { key, day, modelName }: CaptureFile,
  nearest: NearestImages,
): Promise<CaptureReading> {
  const lines = (await readText(bucket.name, key)).text.split('\n').filter((line) => line.trim() !== '');
  const images: Observation[] = [];
  for (const line of lines) {
    const image = await dealWith(bucket.name, project, { record: parseRecord(line), day, modelName }, nearest);
    if (image) images.push(image);
  }
  const reading: CaptureReading = {
    version: 1,
    file: key,
    modelName,
    images,
    unreadable: lines.length - images.length,
  };
  // First: a file that has a reading is looked at no more.
  if (await holdsForgotten(bucket, images)) await deleteObject(bucket.name, key);
  await keepReading(bucket, day, reading);
  return reading;
}

/** An image that people had forgotten must not stay here until the file's days are over. */
async function holdsForgotten(bucket: ProjectBucket, images: readonly Observation[]): Promise<boolean> {
  const hashes = [...new Set(images.map(({ sha256 }) => sha256))];
  const records = await inParallel(hashes, PARALLEL_CALLS, (hash) => findRecord(bucket, hash));
  return records.some((found) => found?.record.outcome === 'forgotten');
}

function parseRecord(line: string): CaptureRecord | undefined {
  try {
    const read = captureRecordSchema.safeParse(JSON.parse(line));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

const bytesOf = ({ data, encoding }: CapturedSide): Buffer =>
  Buffer.from(data, encoding === 'BASE64' ? 'base64' : 'utf8');

/** One question and its answer; undefined when it holds no image, or no answer about one. */
async function dealWith(
  bucketName: string,
  project: Project,
  { record, day, modelName }: { record: CaptureRecord | undefined; day: string; modelName: string },
  nearest: NearestImages,
): Promise<Observation | undefined> {
  const { endpointInput: input, endpointOutput: output } = record?.captureData ?? {};
  if (!record || !input || !output || !isTrained(project.taskType)) return undefined;
  const bytes = bytesOf(input);
  const image = asTakenIn(bytes);
  const size = isProblem(image) ? { width: 1, height: 1 } : image.structure;
  let said: ReturnType<typeof readSaid>;
  try {
    said = readSaid(project.taskType, bytesOf(output).toString('utf8'), size, record.eventMetadata.eventId);
  } catch (error) {
    if (!(error instanceof ModelAnswerError)) throw error;
  }
  if (!said || isProblem(image)) return undefined;
  const distance = nearest.distanceOf(said.embedding);
  const asked = {
    bytes,
    name: `${image.hash.slice(0, 16)}.${image.structure.format === 'png' ? 'png' : 'jpg'}`,
    modelName,
    predictions: said.predictions,
    found: said.found,
    isOdd: nearest.isOdd(distance),
  };
  const at = Date.parse(record.eventMetadata.inferenceTime);
  await sendFeedback(bucketName, project, asked, Number.isNaN(at) ? Date.parse(day) : at);
  return {
    sha256: image.hash,
    found: said.found.map(([id, confidence]) => [id, rounded(confidence)]),
    ...(distance !== undefined && { distance: rounded(distance) }),
  };
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
