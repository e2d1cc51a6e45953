import * as z from 'zod/mini';

/**
 * `projects/<project>/ledger/<sha256>.json`: the one record of an accepted image or text. Created once by
 * `ingest-upload`; changed afterwards only by compare-and-set by the closer (`batchId`), `merge-labels` (`outcome`) and
 * whoever has it forgotten: then the record stays as a tombstone that says nothing of the image but its hash.
 */
export const ledgerRecordSchema = z.strictObject({
  version: z.literal(1),
  /** SHA-256 of the accepted bytes, lower-case hex; also the object's base name. */
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** Key under `images/`: what every `source-ref` names. */
  imageKey: z.string(),
  /** The first key it was dropped under; aliases are in `aliases/<sha256>/`. */
  originalKey: z.string(),
  bytes: z.int(),
  /** Pixels, upright; 0 of a text. */
  width: z.int(),
  height: z.int(),
  channels: z.int(),
  /** Unicode code points of a text; absent of an image. */
  characters: z.optional(z.int()),
  split: z.enum(['train', 'validation']),
  ingestedAt: z.string(),
  batchId: z.nullable(z.string()),
  /** Labeling attempts that have ended without a label. */
  attempts: z.int(),
  /** The batches of those attempts: none of them may claim the image again, however late it comes. */
  failedBatches: z.optional(z.array(z.string())),
  /** The batches that labeled it before the present one took it, oldest first. */
  labeledBefore: z.optional(z.array(z.string())),
  /** The import that brings its labels: no batch may choose it for labeling. Gone with the claim of any batch. */
  reservedFor: z.optional(z.string()),
  outcome: z.enum(['pending', 'batched', 'labeled', 'needsAttention', 'forgotten']),
  reason: z.optional(z.string()),
});
export type LedgerRecord = z.infer<typeof ledgerRecordSchema>;

/** `projects/<project>/aliases/<sha256>/<hash of the key>.json`: the same bytes dropped under another key. */
export const aliasSchema = z.strictObject({ sha256: z.string(), key: z.string(), at: z.string() });

/**
 * `projects/<project>/quarantine/<id>/reason.json`; `id` = SHA-256 of the bytes where readable, else of key and ETag.
 */
export const quarantineReasonSchema = z.strictObject({
  key: z.string(),
  etag: z.string(),
  bytes: z.int(),
  /**
   * Machine-readable, e.g. `truncated-jpeg`, `heic`, `svg`, `empty`, `too-many-pixels`, `too-many-bytes`,
   * `not-an-image`.
   */
  code: z.string(),
  /** What is wrong and what to do, for people. */
  reason: z.string(),
  at: z.string(),
});
export type QuarantineReason = z.infer<typeof quarantineReasonSchema>;

/**
 * `projects/<project>/intake/<hash of key and ETag>.json`: what became of one dropped object; the sweep re-ingests
 * objects of `incoming/` that have none.
 */
export const intakeOutcomeSchema = z.strictObject({
  key: z.string(),
  etag: z.string(),
  outcome: z.enum(['accepted', 'duplicate', 'quarantined', 'superseded']),
  sha256: z.optional(z.string()),
  /** Folder under `quarantine/` that holds the object and the reason. */
  quarantineId: z.optional(z.string()),
  at: z.string(),
});
export type IntakeOutcome = z.infer<typeof intakeOutcomeSchema>;
