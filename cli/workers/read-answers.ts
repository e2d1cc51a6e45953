import * as z from 'zod/mini';
import { listObjects, readText } from '../../shared/aws/s3.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { projectKeys } from '../../shared/domain/bucket-keys.ts';
import type { RecordedAnswer } from './worker-figures.ts';

const workerResponseSchema = z.object({
  answers: z.array(
    z.object({ workerId: z.string(), submissionTime: z.string(), timeSpentInSeconds: z.optional(z.number()) }),
  ),
});

const PARALLEL_READS = 32;

/** Every answer of the project's labeling jobs, from the worker-response files. */
export async function readAnswers(bucket: string, project: string): Promise<RecordedAnswer[]> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket, projectKeys(project).batchesPrefix)) {
    if (key.includes('/annotations/worker-response/')) keys.push(key);
  }
  const answers: RecordedAnswer[] = [];
  for (let start = 0; start < keys.length; start += PARALLEL_READS) {
    const files = await Promise.all(
      keys.slice(start, start + PARALLEL_READS).map(async (key) => {
        const { text } = await readText(bucket, key);
        return parseJson(workerResponseSchema, text, key);
      }),
    );
    for (const { workerId, submissionTime, timeSpentInSeconds } of files.flatMap((file) => file.answers)) {
      answers.push({ workerId, submittedAt: submissionTime, seconds: timeSpentInSeconds ?? 0 });
    }
  }
  return answers;
}
