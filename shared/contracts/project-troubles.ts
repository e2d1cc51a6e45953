/**
 * What of a project's labeling its makers may want to look at. Derived from the bucket and the services; stored
 * nowhere.
 */
export interface ProjectTroubles {
  /** Tasks that workers declined in the newest batches, newest first. */
  declined: DeclinedTask[];
  /** Images that several batches left without a label: no further one takes them. */
  needsAttention: Array<TroubledImage & { reason: string }>;
  /** Accepted images whose bytes somebody has deleted from the bucket since. */
  deleted: TroubledImage[];
  /** Labeling jobs of the newest batches that were stopped or failed. */
  endedJobs: Array<{ batchId: string; jobName: string; status: string; labeled: number; unlabeled: number }>;
}

export interface TroubledImage {
  sha256: string;
  /** The file name that the image was dropped under. */
  name: string;
}

export interface DeclinedTask {
  batchId: string;
  /** Name of the image, or the data object itself where it is no accepted image. */
  name: string;
  sha256: string | null;
  workerId: string;
  /** null where nobody tells it. */
  worker: string | null;
  reason: string;
  /** ISO 8601. */
  at: string;
}
