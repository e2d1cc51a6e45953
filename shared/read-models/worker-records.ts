import * as z from 'zod/mini';
import { listObjects, readText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';
import type { ProjectBucket } from '../documents/project-bucket.ts';
import type { GoldOutcome, RecordedAnswer } from '../domain/consolidation/worker-figures.ts';
import { inParallel } from '../in-parallel.ts';

const workerResponseSchema = z.object({
  answers: z.array(
    z.object({ workerId: z.string(), submissionTime: z.string(), timeSpentInSeconds: z.optional(z.number()) }),
  ),
});

const goldAnswerSchema = z.object({ passed: z.boolean(), declined: z.boolean() });

const PARALLEL_READS = 32;

/** What the project's labeling jobs have recorded of their workers. */
export interface WorkerRecords {
  answers: RecordedAnswer[];
  /** Gold tasks that were answered, not declined. */
  gold: GoldOutcome[];
}

/**
 * Reads the worker-response files and the gold results of all labeling jobs of the project.
 * @param known texts of files read before, by key: these files never change; gets what is read now
 */
export async function readWorkerRecords(
  bucket: ProjectBucket,
  known: Map<string, string> = new Map(),
): Promise<WorkerRecords> {
  const keys: string[] = [];
  for await (const { key } of listObjects(bucket.name, bucket.keys.batchesPrefix)) keys.push(key);
  const responses = await readAll(
    bucket.name,
    keys.filter((key) => key.includes('/annotations/worker-response/')),
    known,
  );
  const golds = await readAll(
    bucket.name,
    keys.filter((key) => key.includes('/annotations/gold/')),
    known,
  );
  return {
    answers: responses.flatMap(({ key, text }) =>
      parseJson(workerResponseSchema, text, key).answers.map(({ workerId, submissionTime, timeSpentInSeconds }) => ({
        workerId,
        submittedAt: submissionTime,
        seconds: timeSpentInSeconds ?? 0,
      })),
    ),
    gold: golds.flatMap(({ key, text }) => {
      const { passed, declined } = parseJson(goldAnswerSchema, text, key);
      return declined ? [] : [{ workerId: key.split('/').at(-2)!, passed }];
    }),
  };
}

async function readAll(bucket: string, keys: readonly string[], known: Map<string, string>) {
  const unread = keys.filter((key) => !known.has(key));
  await inParallel(unread, PARALLEL_READS, async (key) => known.set(key, (await readText(bucket, key)).text));
  return keys.map((key) => ({ key, text: known.get(key)! }));
}
