import * as z from 'zod/mini';

/** One time that a model of Rekognition Custom Labels is run, and billed; times are ISO 8601. */
const rekognitionRunSchema = z.strictObject({
  /** Tells runs of one version apart. */
  id: z.string(),
  project: z.string(),
  /** Rekognition's. */
  projectArn: z.string(),
  versionArn: z.string(),
  units: z.int(),
  startedAt: z.string(),
  /** When it is stopped at the latest. */
  until: z.string(),
  /** Absent: as far as is known it runs. */
  stoppedAt: z.optional(z.string()),
});
export type RekognitionRun = z.infer<typeof rekognitionRunSchema>;

/** `rekognition/runs.json` (CAS): what runs until when, and what ran, the newest last. */
export const rekognitionRunsSchema = z.strictObject({
  version: z.literal(1),
  writerId: z.string(),
  runs: z.array(rekognitionRunSchema),
});
export type RekognitionRuns = z.infer<typeof rekognitionRunsSchema>;
