import * as z from 'zod/mini';

/**
 * `projects/<project>/problem.json`: why nothing of this project is labeled now. Removed when it is over; its images
 * wait meanwhile.
 */
export const projectProblemSchema = z.strictObject({
  version: z.literal(1),
  /**
   * `no-such-project`, `broken-project`, `task-changed`, `labels-changed`, `too-few-labels`, `impossible-export` or
   * `budget-spent`.
   */
  code: z.string(),
  /** What is wrong and what to do, for people. */
  reason: z.string(),
});
export type ProjectProblem = z.infer<typeof projectProblemSchema>;
