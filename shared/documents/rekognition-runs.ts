import { findText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import { type RekognitionRun, type RekognitionRuns, rekognitionRunsSchema } from '../contracts/rekognition-runs.ts';
import { REKOGNITION_RUNS_KEY } from '../domain/project/bucket-keys.ts';
import { changeDocument } from './change-document.ts';

const MOST_ENDED = 200;

const parseRuns = (text: string): RekognitionRuns => parseJson(rekognitionRunsSchema, text, REKOGNITION_RUNS_KEY);

/** Every run that is known, the newest last. */
export async function listRekognitionRuns(bucket: string): Promise<RekognitionRun[]> {
  const stored = await findText(bucket, REKOGNITION_RUNS_KEY);
  return stored ? parseRuns(stored.text).runs : [];
}

/** Writes a run down, before it begins: what is written down is stopped. */
export async function recordRekognitionRun(bucket: string, run: RekognitionRun): Promise<void> {
  await changeDocument(bucket, REKOGNITION_RUNS_KEY, parseRuns, (present): RekognitionRuns => {
    const runs = (present?.runs ?? []).filter(({ id }) => id !== run.id);
    const ended = runs.filter(({ stoppedAt }) => stoppedAt !== undefined);
    const forgotten = new Set(ended.slice(0, -MOST_ENDED));
    const kept = runs.filter((one) => !forgotten.has(one));
    return { version: 1, writerId: `start:${run.id}`, runs: [...kept, run] };
  });
}

/** Changes what is written of one run: its end, or a later `until`. */
export async function changeRekognitionRun(
  bucket: string,
  id: string,
  change: Pick<RekognitionRun, 'stoppedAt'> | Pick<RekognitionRun, 'until'>,
): Promise<void> {
  await changeDocument(bucket, REKOGNITION_RUNS_KEY, parseRuns, (present): RekognitionRuns | undefined => {
    const run = present?.runs.find((one) => one.id === id);
    if (!present || !run || run.stoppedAt !== undefined) return undefined;
    const runs = present.runs.map((one) => (one === run ? { ...run, ...change } : one));
    return { version: 1, writerId: `change:${id}:${JSON.stringify(change)}`, runs };
  });
}
