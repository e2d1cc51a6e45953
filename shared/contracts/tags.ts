import * as z from 'zod/mini';

/** Letters and digits of any script, inside also blanks, dots, dashes and underscores; 40 characters at most. */
export const tagNameSchema = z
  .string()
  .check(
    z.regex(
      /^[\p{L}\p{N}](?:[\p{L}\p{N} ._-]{0,38}[\p{L}\p{N}])?$/u,
      'a tag is 1 to 40 letters, digits, blanks, . _ or -',
    ),
  );

/** `projects/<project>/tags/<hash of the name>.json`: which images people marked with a word of their own. */
export const taggedSchema = z.strictObject({
  version: z.literal(1),
  tag: tagNameSchema,
  /** Hashes, sorted. */
  images: z.array(z.string()),
});
export type Tagged = z.infer<typeof taggedSchema>;
