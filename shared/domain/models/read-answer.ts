import * as z from 'zod/mini';
import { ModelAnswerError } from '../../errors.ts';

const unreadableSchema = z.object({ error: z.string() });

/**
 * Checks the classes of a model's answer.
 * @param what the answer's name for messages
 * @throws ModelAnswerError for a class that there is not, as of a model that learnt other labels
 */
export function requireClassIds(classIds: readonly number[], labels: number, what: string): void {
  const unknown = classIds.find((id) => id < 0 || id >= labels);
  if (unknown !== undefined)
    throw new ModelAnswerError(`${what} names the class ${unknown}; there are ${labels}, numbered from 0`);
}

/**
 * Reads a model's answer.
 * @param what the answer's name for messages
 * @returns undefined when the model could not read the image
 * @throws ModelAnswerError for an answer of another shape
 */
export function readModelAnswer<Schema extends z.ZodMiniType>(
  schema: Schema,
  text: string,
  what: string,
): z.infer<Schema> | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    // Told below.
  }
  if (unreadableSchema.safeParse(answer).success) return undefined;
  const read = schema.safeParse(answer);
  if (read.success) return read.data as z.infer<Schema>;
  const [issue] = read.error.issues;
  throw new ModelAnswerError(
    `${what} is not what a model of this task type answers: ${issue?.path.join('.')} ${issue?.message}; it holds ${text.slice(0, 80)}`,
  );
}
