import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** The detector's last word about its training. */
export interface TrainingReport {
  /** Share done, 0..1. */
  progress: number;
  loss: number | undefined;
  /** Seconds. */
  left: number | undefined;
}

const TAIL_BYTES = 4096;
const LINE = /progress: ([\d.]+)(?:.*?loss=([\d.]+))?(?:.*?eta=(\d+)s)?/g;
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** The last progress line of a training log; undefined when there is none. */
export function lastReport(log: string): TrainingReport | undefined {
  const match = [...log.matchAll(LINE)].at(-1);
  return match && { progress: Number(match[1]), loss: number(match[2]), left: number(match[3]) };
}

/** Every progress line with a loss, in order. */
export const lossCurve = (log: string): Array<{ progress: number; loss: number }> =>
  [...log.matchAll(LINE)].flatMap(([, progress, loss]) =>
    loss === undefined ? [] : [{ progress: Number(progress), loss: Number(loss) }],
  );

/** Where the laptop cloud keeps what a training job prints. */
export const trainingLogPath = (dataDir: string, jobName: string) =>
  join(dataDir, 'logs', 'training-jobs', `${jobName}.log`);

/** The last progress of a running job; undefined before it has said any. */
export async function readLastReport(dataDir: string, jobName: string): Promise<TrainingReport | undefined> {
  const file = await open(trainingLogPath(dataDir, jobName)).catch(() => undefined);
  if (!file) return undefined;
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read({
      buffer: Buffer.alloc(TAIL_BYTES),
      position: Math.max(0, size - TAIL_BYTES),
    });
    return lastReport(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
