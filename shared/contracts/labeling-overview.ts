import type { AutomaticSummary } from './automatic-labeling.ts';
import type { GalleryText, StoryAnswer } from './gallery.ts';

/** How a project's labeling goes, for the console. Derived; stored nowhere. Times in milliseconds since 1970. */
export interface LabelingOverview {
  /** Newest first. */
  jobs: LabelingJobOverview[];
  /**
   * Everybody who was invited to the project's team or answered, by name; empty where Ground Truth keeps the people.
   */
  workers: WorkerOverview[];
  /** Images that ran out of attempts, by the cause of the last one; most first. */
  needsAttention: Array<{ reason: string; images: string[] }>;
  /** False: Ground Truth labels, which shows people and their work in its own console only. */
  hasOwnPeople: boolean;
  /** USD; 0 where the project does not say. */
  pricePerAnswerUsd: number;
}

export interface LabelingJobOverview {
  batchId: string;
  jobName: string;
  status: string;
  images: number;
  labeled: number;
  byMachine: number;
  unlabeled: number;
  failed: number;
  workersPerObject: number;
  /** How automatic labeling goes; null: people label everything. */
  rounds: AutomaticSummary | null;
  createdAt: number;
  /** When it will be done at the pace of the last hours; null when it has ended or nobody works. */
  expectedEnd: number | null;
  hours: Array<{ at: number; answers: number }>;
  workers: Array<{
    workerId: string;
    answers: number;
    goldAnswers: number;
    goldPassed: number;
    isPausedByGold: boolean;
  }>;
  failures: Array<{ reason: string; objects: number }>;
  declines: Array<{ reason: string; times: number }>;
}

/** A share with its 95 % interval, 0 to 1. */
export interface ShareInterval {
  value: number;
  low: number;
  high: number;
}

export interface WorkerOverview {
  workerId: string;
  /** The pseudonym where the name is not known. */
  name: string;
  status: 'Invited' | 'Active' | 'Paused' | 'Removed' | 'Forgotten';
  /** Why they are paused. */
  reason: string | null;
  answers: number;
  /** Median. */
  secondsPerTask: number;
  /** With the consensus. */
  agreement: ShareInterval | null;
  gold: ShareInterval | null;
}

/** An image that workers see differently, with what each of them said. */
export interface Disagreement {
  sha256: string;
  key: string;
  /** Pixels, where an answer says them. */
  size: { width: number; height: number } | null;
  /** What a text says, where it is one. */
  text?: GalleryText;
  /** 0: all say the same; 1: no two do. */
  disagreement: number;
  answers: StoryAnswer[];
}
