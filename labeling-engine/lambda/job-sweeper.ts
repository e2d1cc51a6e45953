import * as z from 'zod/mini';
import { invokeFunction } from '../../shared/aws/lambda-functions.ts';
import { learningJobs } from '../../shared/aws/learning-jobs.ts';
import { sageMaker } from '../../shared/aws/sagemaker.ts';
import type { JobPorts } from '../engine-ports.ts';
import { DueJobs } from '../job/due-jobs.ts';
import { JobStore } from '../job/job-store.ts';
import { sweepJobs } from '../job/sweep-jobs.ts';
import { commitOptions } from '../open-context.ts';
import { type LambdaSurroundings, lambdaPorts } from './lambda-ports.ts';

/**
 * The event of the schedule; the labeling API sends it too, for a job that has just been created or stopped. `time` is
 * ISO 8601.
 */
export const sweepEventSchema = z.object({
  'detail-type': z.enum(['Scheduled Event', 'Labeling Job Changed']),
  time: z.string(),
});
export type SweepEvent = z.infer<typeof sweepEventSchema>;

export interface SweeperSurroundings extends LambdaSurroundings {
  /** The image that jobs with automatic labeling learn with. */
  learningImage: string;
  emit: JobPorts['emit'];
}

/** Carries labeling jobs on inside a Lambda function; one sweep at a time. */
export class JobSweeper {
  readonly #ports: JobPorts;
  readonly #jobs: JobStore;
  readonly #due: DueJobs;
  #now = 0;

  constructor({ learningImage, emit, ...surroundings }: SweeperSurroundings) {
    this.#ports = {
      ...lambdaPorts(surroundings, () => this.#now),
      invokeHook: invokeFunction,
      emit,
      learning: { image: learningImage, ...learningJobs(sageMaker) },
    };
    const commit = commitOptions(this.#ports);
    this.#jobs = new JobStore(this.#ports, commit);
    this.#due = new DueJobs(this.#ports, commit);
  }

  /** Carries every job that is due as far as it goes now. A sweep never asks for another one. */
  sweep({ time }: SweepEvent): Promise<void> {
    this.#now = Date.parse(time);
    return sweepJobs(this.#jobs, this.#due, this.#ports);
  }
}
