import * as z from 'zod/mini';
import { ModelAnswerError } from '../../errors.ts';

const unreadableSchema = z.object({ error: z.string() });

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
