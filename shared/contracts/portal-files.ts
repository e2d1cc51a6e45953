import * as z from 'zod/mini';

const fileSchema = z.object({ contentType: z.string(), body: z.string() });

/**
 * The workers' pages as they are built (`portal.json`): files by name, those of the portal's own origin (`''` is its
 * page) and those of the origin that tasks run in. `version` changes with any of them.
 */
export const portalFilesSchema = z.object({
  version: z.string(),
  portal: z.record(z.string(), fileSchema),
  sandbox: z.record(z.string(), fileSchema),
});
export type PortalFiles = z.infer<typeof portalFilesSchema>;
