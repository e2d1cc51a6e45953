import { JobSweeper, type SweepEvent, sweepEventSchema } from '../labeling-engine/lambda/job-sweeper.ts';
import { engineSurroundings } from '../labeling-engine/lambda/lambda-ports.ts';
import { putEvent } from '../shared/aws/event-bus.ts';
import { readConfig } from '../shared/config.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';

let sweeper: JobSweeper | undefined;

function openSweeper(invocation: Invocation): JobSweeper {
  const { DETECTOR_IMAGE } = readConfig('DETECTOR_IMAGE');
  return new JobSweeper({
    ...engineSurroundings(invocation, new URL('./render-thread.mjs', import.meta.url)),
    learningImage: DETECTOR_IMAGE,
    emit: putEvent,
  });
}

/**
 * Carries labeling jobs on: input, hooks, consolidation, time limits, rounds of learning, output, and whatever a killed
 * call left.
 */
export async function sweepLabelingJobs(event: SweepEvent, invocation: Invocation): Promise<{ swept: true }> {
  sweeper ??= openSweeper(invocation);
  await sweeper.sweep(event);
  return { swept: true };
}

export const handler = createHandler('sweep-labeling-jobs', sweepEventSchema, sweepLabelingJobs);
