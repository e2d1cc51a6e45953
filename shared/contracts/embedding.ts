import * as z from 'zod/mini';

/** Numbers of a vector. */
export const EMBEDDING_SIZE = 256;

/**
 * `projects/<project>/embeddings/<sha256>.json`: what an image is like, for comparisons alone; written once for each
 * image. Images that came another way than `labelloop drop` have none.
 */
export const embeddingSchema = z.strictObject({
  version: z.literal(1),
  /**
   * 256 signed bytes in base64: what the pretrained features see, scaled so that the largest is 127. Only directions
   * count.
   */
  vector: z.string().check(z.regex(/^[A-Za-z0-9+/]{342}==$/)),
  /** 64 bits of an image's look (`shared/domain/dataset/reports/near-duplicates.ts`), hex. */
  look: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
});
export type Embedding = z.infer<typeof embeddingSchema>;
