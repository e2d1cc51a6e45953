import * as z from 'zod/mini';

/** A person who labels, as the engine's `ListWorkers` shows one. Times are seconds since 1970. */
export const workerSchema = z.object({
  WorkerId: z.string(),
  WorkerName: z.string(),
  WorkerStatus: z.enum(['Invited', 'Active', 'Paused', 'Removed', 'Forgotten']),
  WorkteamArns: z.array(z.string()),
  StatusReason: z.optional(z.string()),
  PausedAt: z.optional(z.number()),
  InvitationExpiresAt: z.optional(z.number()),
});
export type Worker = z.infer<typeof workerSchema>;

/** How a labeling job goes: the engine's `DescribeLabelingWork`. Times are seconds since 1970. */
export const labelingWorkSchema = z.object({
  LabelingJobName: z.string(),
  LabelingJobStatus: z.string(),
  CreationTime: z.number(),
  WorkteamArn: z.string(),
  WorkersPerObject: z.int(),
  LabelCounters: z.object({
    TotalLabeled: z.int(),
    HumanLabeled: z.int(),
    MachineLabeled: z.int(),
    FailedNonRetryableError: z.int(),
    Unlabeled: z.int(),
  }),
  /** Hours in which somebody answered, oldest first. */
  Hours: z.array(z.object({ StartTime: z.number(), Answers: z.int() })),
  Workers: z.array(
    z.object({
      WorkerId: z.string(),
      WorkerName: z.optional(z.string()),
      Answers: z.int(),
      Declines: z.int(),
      SecondsPerAnswer: z.number(),
      LastAnswerTime: z.number(),
      GoldAnswers: z.int(),
      GoldPassed: z.int(),
      IsPausedByGold: z.boolean(),
    }),
  ),
  Failures: z.array(z.object({ Reason: z.string(), Objects: z.int() })),
  Declines: z.array(z.object({ Reason: z.string(), Times: z.int() })),
});
export type LabelingWork = z.infer<typeof labelingWorkSchema>;
