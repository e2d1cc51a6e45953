import type { EngineContext } from '../engine-context.ts';
import { DueJobs } from '../job/due-jobs.ts';
import { commitOptions, nobodyStays, openContext } from '../open-context.ts';
import { type LambdaSurroundings, lambdaPorts } from './lambda-ports.ts';

/** Jobs, teams and people as one function sees them. @param now milliseconds since 1970, of the invocation under way */
export function openInLambda(surroundings: LambdaSurroundings, now: () => number): EngineContext {
  const ports = lambdaPorts(surroundings, now);
  return openContext(ports, nobodyStays(new DueJobs(ports, commitOptions(ports))));
}
