import * as z from 'zod/mini';
import { originSchema } from './dataset.ts';

/**
 * One project at a glance: what `labelloop status --json` and the console show. Derived from the bucket; stored
 * nowhere.
 */
export const projectOverviewSchema = z.object({
  project: z.string(),
  taskType: z.string(),
  labels: z.array(z.string()),
  /** Why no model comes of its labels, for people; null = models are trained. */
  withoutTraining: z.nullable(z.string()),
  /** Why project.json is not usable, for people; then most of the rest is empty. */
  problem: z.nullable(z.string()),
  pending: z.int(),
  quarantined: z.int(),
  batches: z.array(z.object({ batchId: z.string(), images: z.int(), reason: z.string(), labelingJobName: z.string() })),
  dataset: z.nullable(
    z.object({
      datasetVersion: z.int(),
      train: z.int(),
      validation: z.int(),
      folder: z.string(),
      added: z.int(),
      origin: z.optional(originSchema),
    }),
  ),
  training: z.nullable(
    z.object({ holder: z.nullable(z.string()), wanted: z.int(), trained: z.int(), failures: z.int() }),
  ),
  champion: z.nullable(
    z.object({
      modelName: z.string(),
      endpointName: z.string(),
      datasetVersion: z.int(),
      metric: z.string(),
      score: z.number(),
      promotedAt: z.string(),
    }),
  ),
  failures: z.array(
    z.object({
      executionArn: z.string(),
      failedState: z.string(),
      error: z.string(),
      cause: z.string(),
      /** The last lines that the training printed which failed. */
      log: z.optional(z.array(z.string())),
      at: z.string(),
      /** Who wants nothing of it tried again. */
      givenUp: z.optional(z.object({ by: z.string(), note: z.string(), at: z.string() })),
    }),
  ),
});
export type ProjectOverview = z.infer<typeof projectOverviewSchema>;

/** An event that a function did not take, three times. */
export interface DeadLetterOverview {
  id: string;
  /** ISO 8601: when it was given up. */
  at: string;
  /** Name or ARN; null: nobody can tell whose it is. */
  functionName: string | null;
  /** What the event was, and why nobody took it, for people. */
  what: string;
  why: string;
}

/** One execution of `label-train-deploy`; times in milliseconds since 1970. */
export const executionOverviewSchema = z.object({
  executionArn: z.string(),
  name: z.string(),
  status: z.string(),
  startedAt: z.number(),
  stoppedAt: z.nullable(z.number()),
});
export type ExecutionOverview = z.infer<typeof executionOverviewSchema>;

/** A part of the executions that were asked for, newest first. */
export interface ExecutionPart {
  executions: ExecutionOverview[];
  /** Asks for the next part; null: there is none. */
  next: string | null;
}

/** One visit of a state, in order. Times in milliseconds since 1970. */
export const stateVisitSchema = z.object({
  state: z.string(),
  type: z.string(),
  enteredAt: z.number(),
  exitedAt: z.nullable(z.number()),
  /** `caught`: its task failed, and the state machine went on by the state's Catch. */
  outcome: z.enum(['running', 'done', 'caught', 'failed']),
  /** How often its task was begun: above 1 it was tried again; 0: the state has no task. */
  tries: z.int(),
  /** How tries failed, oldest first. */
  errors: z.array(z.object({ error: z.string(), cause: z.string(), at: z.number() })),
});
export type StateVisit = z.infer<typeof stateVisitSchema>;

/** What a visit was entered with and left with: JSON, shortened. */
export interface StateExchange {
  input: string;
  /** Empty until the state is left. */
  output: string;
}

/** One execution with the states that it visited. */
export interface ExecutionStory {
  execution: ExecutionOverview;
  /** Number of the last event of its history. */
  lastEvent: number;
  /** In the order of entry; null: none since the event that the caller knows. */
  visits: StateVisit[] | null;
}
