import { type CustomLabelsVersion, listCustomLabelsVersions, stopCustomLabels } from '../aws/rekognition.ts';
import type { RekognitionRun } from '../contracts/rekognition-runs.ts';
import type { ScheduledEvent } from '../contracts/s3-event.ts';
import { changeRekognitionRun, listRekognitionRuns } from '../documents/rekognition-runs.ts';
import type { Logger } from '../handler/logger.ts';

/** A run is written down before Rekognition knows of it. */
const TO_BEGIN_MS = 10 * 60_000;
const BILLED = ['STARTING', 'RUNNING', 'STOPPING'];

/**
 * Stops models of Rekognition Custom Labels whose time is over, every five minutes, and writes down which have ended.
 * What goes wrong with one leaves the others alone; the next call tries again.
 * @throws the first unexpected error, after all had their turn
 */
export async function stopRekognitionModels(bucket: string, event: ScheduledEvent, logger: Logger): Promise<void> {
  const now = Date.parse(event.time);
  const running = (await listRekognitionRuns(bucket)).filter(({ stoppedAt }) => stoppedAt === undefined);
  const failures: unknown[] = [];
  for (const run of running) {
    try {
      const versions = await listCustomLabelsVersions(run.projectArn);
      await settle(bucket, run, versions, now, logger);
    } catch (error) {
      failures.push(error);
      logger.error(`the model ${run.versionArn} may still run, and cost`, { error: String(error) });
    }
  }
  if (failures.length) throw failures[0];
}

async function settle(
  bucket: string,
  run: RekognitionRun,
  versions: readonly CustomLabelsVersion[],
  now: number,
  logger: Logger,
): Promise<void> {
  const status = versions.find(({ arn }) => arn === run.versionArn)?.status ?? 'gone';
  if (!BILLED.includes(status)) {
    if (now < Date.parse(run.startedAt) + TO_BEGIN_MS) return;
    await changeRekognitionRun(bucket, run.id, { stoppedAt: new Date(now).toISOString() });
    logger.info('a model of Rekognition Custom Labels has ended', { project: run.project, status });
  } else if (status === 'RUNNING' && now >= Date.parse(run.until)) {
    await stopCustomLabels(run.versionArn);
    logger.info('stops a model of Rekognition Custom Labels whose time is over', { project: run.project });
  }
}
