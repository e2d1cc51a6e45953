import * as z from 'zod/mini';
import type { Proposals } from '../../shared/contracts/proposals.ts';
import type { Comparison } from '../../shared/domain/answer-kinds/comparison.ts';

/**
 * What workers' pages send and get; `worker-api.md` tells the story. Times are milliseconds since 1970 unless named
 * otherwise.
 */

export const ANSWER_BYTES_LIMIT = 8 * 1024 * 1024;
export const DRAFT_BYTES_LIMIT = 2 * 1024 * 1024;
/** Answers and drafts nested deeper than this are refused. */
export const JSON_DEPTH_LIMIT = 32;

const name = z
  .string()
  .check(z.minLength(1), z.maxLength(64), z.regex(/^[^\p{C}]+$/u, 'must hold printable characters'));
const password = z.string().check(z.minLength(8, 'must have at least 8 characters'), z.maxLength(256));
const ticket = z.string().check(z.minLength(1), z.maxLength(256));
const document = z.record(z.string(), z.unknown());

/** `POST /api/invitations/read` */
export const invitationReadSchema = z.strictObject({ invitation: z.string().check(z.maxLength(256)) });
/** `POST /api/invitations/accept` */
export const invitationAcceptSchema = z.strictObject({ invitation: z.string().check(z.maxLength(256)), password });
/** `POST /api/session` */
export const logInSchema = z.strictObject({ name, password: z.string().check(z.maxLength(256)) });
/** `POST /api/jobs/:jobReference/next` */
export const nextTaskSchema = z.strictObject({
  /**
   * Lease ids the page already works on or has prefetched; others that the worker still holds are handed out again
   * first.
   */
  holding: z._default(z.array(z.string()).check(z.maxLength(4)), []),
  /** Object ids that the worker gave back for later: handed out again when there is nothing else. */
  later: z._default(z.array(z.string()).check(z.maxLength(100)), []),
  /** Seconds the answer may be held back until there is a task. */
  waitSeconds: z._default(z.number().check(z.gte(0), z.lte(20)), 0),
});
/** `POST …/renew` and `POST …/release` */
export const leaseSchema = z.strictObject({ ticket });
/** `PUT …/draft` */
export const draftSchema = z.strictObject({ draft: document });
/** `POST …/answer`; `answer` = the form's output object, keyed by element names, as Ground Truth's `answerContent`. */
export const answerSchema = z.strictObject({
  ticket,
  answer: document,
  /** Seconds of work without pauses; missing = time since the task was handed out. */
  secondsWorked: z.optional(z.number().check(z.gte(0), z.lte(2_592_000))),
});
/** `POST …/decline` */
export const declineSchema = z.strictObject({ ticket, reason: z.string().check(z.minLength(1), z.maxLength(500)) });

export interface SessionAnswer {
  token: string;
  expiresAt: number;
  worker: { workerId: string; name: string };
}

export interface InvitationAnswer {
  name: string;
  workteam: string;
}

export interface JobsAnswer {
  jobs: JobAnswer[];
  /** Ask again after this many seconds: `waitSeconds` has no effect where nothing stays that could hold a request. */
  retryAfterSeconds?: number;
}

export interface JobAnswer {
  /** Opaque; workers never see the job's name. */
  jobReference: string;
  title: string;
  description: string;
  /** e.g. `bounding-box`, `custom`. */
  taskType: string;
  /** Whose batch it is; absent for jobs from elsewhere. */
  project?: string;
  /** Presigned GET of one of its images; absent for text. */
  imageUrl?: string;
  labels: string[];
  timeLimitSeconds: number;
  objects: number;
  /** Objects that this worker can still be given, now or later. */
  left: number;
  /** Objects that this worker has answered. */
  answered: number;
  /** Why the worker gets nothing of this job, and whom to ask; `left` is 0 then. */
  paused?: string;
}

export interface TaskAnswer {
  jobReference: string;
  objectId: string;
  leaseId: string;
  /** Binds a submission to job, object, worker and lease; sent back with renew, answer, decline and release. */
  ticket: string;
  leaseExpiresAt: number;
  timeLimitSeconds: number;
  title: string;
  description: string;
  taskType: string;
  labels: string[];
  /** `task.input` of the template: what the pre-annotation hook returned, or the manifest line. */
  input: Record<string, unknown>;
  /** The S3 URIs of the frames in their order, where the object is a sequence of frames. */
  frames?: string[];
  /** The worker template, rendered. Untrusted: show it in a sandboxed frame only. */
  html: string;
  /** S3 URIs in `html` that the task must not read, each with the reason; they are unsigned. */
  renderErrors?: string[];
  /** Presigned GET of the task's own image, for prefetching; absent for text. */
  imageUrl?: string;
  /** Everything that was signed for `html`: the only addresses that its frame may load. */
  signedUrls: string[];
  /** Boxes that may hold objects, for one click to choose; absent where there are none (yet). */
  proposals?: Proposals;
  /** The worker's saved draft, else (reopened tasks) the answer given before. */
  draft?: Record<string, unknown>;
}

export interface NextTaskAnswer {
  task: TaskAnswer | null;
  /**
   * Why there is none: others work on the rest (`wait`), nothing left for this worker (`done`), the job has ended, the
   * worker is paused.
   */
  reason?: 'wait' | 'done' | 'ended' | 'paused';
  /** Why the worker is paused, and whom to ask. */
  message?: string;
  /** Ask again after this many seconds (also as `Retry-After`); only with `wait`. */
  retryAfterSeconds?: number;
}

export interface ReceiptAnswer {
  /** `counted`, or `repeated` for the same submission again. */
  outcome: 'counted' | 'repeated';
  submittedAt: number;
  /** Only where the task had a known answer and the job lets workers see how they did. */
  feedback?: GoldFeedback;
}

/** How an answer compares with the known one. */
export interface GoldFeedback extends Comparison {
  /** Whether the answer is as good as the known one. */
  passed: boolean;
}

export interface RecentAnswer {
  jobReference: string;
  objectId: string;
  title: string;
  submittedAt: number;
  /** Whether `reopen` would still give the task again. */
  reopenable: boolean;
  /** Presigned GET of its image; absent for text. */
  imageUrl?: string;
}

export interface StatisticsAnswer {
  answers: number;
  declines: number;
  secondsWorked: number;
  answersToday: number;
}

/** Body of every answer with status >= 400. */
export interface ErrorAnswer {
  error: { code: WorkerErrorCode; message: string };
}

export type WorkerErrorCode =
  | 'bad-request'
  | 'too-large'
  | 'not-signed-in'
  | 'wrong-password'
  | 'invitation-used'
  | 'forbidden-origin'
  | 'unknown-job'
  | 'unknown-object'
  | 'bad-ticket'
  | 'already-submitted'
  | 'not-needed'
  | 'consolidated'
  | 'broken-template'
  | 'too-many-requests'
  | 'internal';
