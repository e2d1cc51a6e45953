import * as z from 'zod/mini';

/**
 * `projects/<project>/requests/<requestId>/request.json` (CAS): what a person asks of the labels of given images. The
 * closer makes a batch of it. It waits as long as its marker `ready/<project>/<requestId>` is there.
 */
export const labelRequestSchema = z.strictObject({
  version: z.literal(1),
  writerId: z.string(),
  /** 16 hex digits of a hash of what is asked for: asking again finds it. */
  requestId: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  /** `import`: the labels are in labels.manifest beside it; `relabel`: workers shall correct those of the dataset. */
  kind: z.enum(['import', 'relabel']),
  /** Where the labels are from, or why the images are sent back; for people. */
  note: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  /** ISO 8601: until then it can be taken back in peace. */
  notBefore: z.optional(z.string()),
  /** SHA-256 of the images, sorted. */
  images: z.array(z.string()),
  /** The batch that takes it: decided when that batch is there and names this request. */
  batchId: z.nullable(z.string()),
  /** `closed`: taken back, or none of its images could be had. */
  state: z.enum(['open', 'closed']),
});
export type LabelRequest = z.infer<typeof labelRequestSchema>;
