import type { CaptureReference, Drift } from '../../contracts/capture.ts';
import type { Project } from '../../contracts/project.ts';
import type { Champion } from '../../contracts/training.ts';
import { keepDrift, readReadings } from '../../documents/captures.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { compareWithReference, DRIFT_DAYS, describeDrift } from '../../domain/feedback/drift.ts';
import { WebhookRefusedError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';
import { deliverMessage } from '../webhooks/deliver-message.ts';

const DAY_MS = 86_400_000;

/** The last days, today among them. @param now milliseconds since 1970 */
const lastDays = (now: number) =>
  Array.from({ length: DRIFT_DAYS + 1 }, (_, ago) => new Date(now - ago * DAY_MS).toISOString().slice(0, 10)).reverse();

/**
 * Compares what the live model said in the last days with what it said of validation, and keeps that. Where it left
 * what chance explains, the project's webhook is told, once for each model and set of measures.
 * @param now milliseconds since 1970
 */
export async function lookForDrift(
  bucket: ProjectBucket,
  project: Project,
  { modelName }: Champion,
  reference: CaptureReference,
  now: number,
): Promise<Drift> {
  const readings = await readReadings(bucket, lastDays(now));
  const images = readings.filter((reading) => reading.modelName === modelName).flatMap((reading) => reading.images);
  const drift: Drift = {
    version: 1,
    modelName,
    at: new Date(now).toISOString(),
    days: DRIFT_DAYS,
    images: images.length,
    validation: reference.images.length,
    measures: compareWithReference(images, reference, project.labels) ?? null,
  };
  await keepDrift(bucket, drift);
  await tellDrift(bucket, project, drift);
  return drift;
}

/** Nothing waits for a webhook: one that does not answer is tried again after the next look. */
async function tellDrift(bucket: ProjectBucket, { project, webhookUrl }: Project, drift: Drift): Promise<void> {
  const left = (drift.measures ?? []).filter((measure) => measure.left);
  if (webhookUrl === null || left.length === 0) return;
  const names = left.map(({ kind, label }) => label ?? kind).sort();
  const id = `${project}-drift-${sha256(JSON.stringify([drift.modelName, names])).slice(0, 16)}`;
  const text = `${project}: production has left what ${drift.modelName} was judged on: ${describeDrift(left).join('; ')}`;
  const none = { batchId: null, executionArn: null };
  try {
    await deliverMessage(bucket, webhookUrl, {
      ...{ version: 1, id, event: 'drifted', project },
      ...none,
      ...{ at: drift.at, text },
    } as const);
  } catch (error) {
    if (!(error instanceof WebhookRefusedError)) throw error;
  }
}
