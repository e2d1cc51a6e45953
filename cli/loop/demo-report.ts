import * as z from 'zod/mini';

const detectionSchema = z.strictObject({
  label: z.string(),
  confidence: z.number(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

/**
 * `.labelloop/demo/report.json`: what `npm start` did, for programs. Fractions 0..1, lengths in pixels, times in
 * seconds.
 */
export const demoReportSchema = z.strictObject({
  version: z.literal(1),
  seed: z.int(),
  /** Accepted images. */
  images: z.int(),
  quarantined: z.int(),
  duplicates: z.int(),
  labelingJobs: z.array(z.string()),
  /** F1 of each worker and of the consensus against the generator's truth. */
  labelQuality: z.strictObject({ workers: z.array(z.number()), consensus: z.number() }),
  dataset: z.strictObject({ version: z.int(), train: z.int(), validation: z.int() }),
  /** The last training. */
  training: z.strictObject({ job: z.string(), seconds: z.number(), mAP50: z.number(), mAP5095: z.number() }),
  /** What the gate said, one per loop. */
  gate: z.array(z.strictObject({ decision: z.enum(['deploy', 'keep']), reason: z.string() })),
  endpoint: z.strictObject({ name: z.string(), status: z.string() }),
  /** Through the live endpoint, on images that were never dropped. */
  test: z.strictObject({ images: z.int(), mAP50: z.number(), mAP5095: z.number() }),
  /** What the model sees on one image that was never dropped. */
  detections: z.array(detectionSchema),
  picture: z.string(),
  report: z.string(),
  seconds: z.record(z.string(), z.number()),
  /** What this run does not prove. */
  limits: z.array(z.string()),
});
export type DemoReport = z.infer<typeof demoReportSchema>;

/** Said on the terminal, in report.json and in report.html. */
export const DEMO_LIMITS: readonly string[] = [
  'The workers are simulated: they see the truth with noise (shifts, misses, extras, wrong classes, one careless). Real people err otherwise.',
  'The images are drawn, not photographed: logos on cluttered scenes. Photographs need more images or more training.',
  'It ran on this machine only: no AWS account was used.',
];
