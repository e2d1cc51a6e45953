import * as z from 'zod/mini';

/** What `upright-image` is asked: one version of one dropped object. */
export const uprightImageInputSchema = z.strictObject({
  project: z.string(),
  key: z.string(),
  etag: z.string(),
  format: z.enum(['jpeg', 'png']),
});
export type UprightImageInput = z.infer<typeof uprightImageInputSchema>;

/** The image as it now lies under `images/`; or why its pixels cannot be read; null when that version is gone. */
export const uprightImageOutputSchema = z.nullable(
  z.union([
    z.strictObject({ sha256: z.string(), bytes: z.int() }),
    z.strictObject({ code: z.string(), reason: z.string() }),
  ]),
);
export type UprightImageOutput = z.infer<typeof uprightImageOutputSchema>;
