import * as z from 'zod/mini';
import { readText } from '../aws/s3.ts';
import { parseJson } from '../contracts/parse.ts';

const declinedTaskSchema = z.object({
  workerId: z.string(),
  reason: z.string(),
  declinedAt: z.string(),
  dataObject: z.object({ s3Uri: z.optional(z.string()), content: z.optional(z.unknown()) }),
});

/** What a worker said who declined a task; the labeling engine leaves it beside the job's answers. */
export async function readDecline(bucket: string, key: string): Promise<z.infer<typeof declinedTaskSchema>> {
  return parseJson(declinedTaskSchema, (await readText(bucket, key)).text, key);
}
