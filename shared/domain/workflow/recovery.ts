import type { Failure, Recovery } from '../../contracts/workflow-state.ts';
import { backOff } from '../training/training-claim.ts';

/** Tries at one batch that nobody asked for: about six days, because the pauses grow to a day. */
const ATTEMPTS = 12;

/**
 * The states until the labels are merged; empty: the machine could not say where it ended. Later failures are the
 * training claim's.
 */
const LABELING_STATES = ['', 'StartLabelingJob', 'DescribeLabelingJob', 'MergeLabels'];

/** A labeling job that ended without any label; a job of its name can never be created again. */
const JOB_IS_GONE = ['LabelingJobFailed', 'LabelingJobStopped'];

/** What a batch needs after its execution ended badly. */
export function recoveryOf({ failedState, error, givenUp }: Failure): Recovery['decision'] {
  if (givenUp) return LABELING_STATES.includes(failedState) || JOB_IS_GONE.includes(error) ? 'givenUp' : 'none';
  if (JOB_IS_GONE.includes(error)) return 'requeued';
  return LABELING_STATES.includes(failedState) ? 'restarted' : 'none';
}

/**
 * Whether it is time: at once when a person asks, else after a pause that doubles with each attempt up to a day, and
 * never for an execution that a person stopped.
 * @param attempt that failed, from 1
 * @param now milliseconds since 1970
 */
export function recoveryIsDue({ error, at, givenUp }: Failure, attempt: number, now: number, asked: boolean): boolean {
  if (asked || givenUp) return true;
  if (error === 'ExecutionABORTED' || attempt >= ATTEMPTS) return false;
  return now >= Date.parse(at) + backOff(attempt);
}
