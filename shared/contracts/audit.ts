import * as z from 'zod/mini';

/** What people do that others may ask about later. */
export const AUDITED_ACTS = [
  'invited',
  'paused',
  'resumed',
  'removed',
  'requeued',
  'approved',
  'rejected',
  'stopped',
  'redriven',
  'retried',
  'gaveUp',
  'rolledBack',
  'deployed',
  'relabeled',
  'excluded',
  'included',
  'tagged',
  'untagged',
  'created',
  'changed',
  'forgot',
] as const;

/** `audit/<time>-<id>.json`: who did what when, written once. */
export const auditEntrySchema = z.strictObject({
  version: z.literal(1),
  /** ISO 8601. */
  at: z.string(),
  /** Who: the account name on the machine that the command or console ran on. */
  by: z.string(),
  act: z.enum(AUDITED_ACTS),
  /** Absent: of no single project. */
  project: z.optional(z.string()),
  /** To what or whom: a worker's id, an execution, an image's hash. */
  subject: z.string(),
  /** In the words of who did it. */
  note: z.optional(z.string()),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
