import * as z from 'zod/mini';

/** So long may all waits of an update be together, seconds: the workflow gives an endpoint two hours. */
const MOST_SECONDS = 3600;

/** `endpoint.rollout` of a project: how the requests of a real-time endpoint move to a new model. */
export const rolloutSettingsSchema = z
  .strictObject({
    /** `canary`: a part first, then all; `linear`: a part after another; `allAtOnce`: all, watched for a while. */
    shifting: z.enum(['canary', 'linear', 'allAtOnce']),
    /** So many of the requests move at a time; SageMaker takes half at most. Without meaning for `allAtOnce`. */
    percent: z._default(z.int().check(z.gte(10), z.lte(50)), 10),
    /** Each part is watched so long before the next one moves, and the last one before the old model goes. */
    waitSeconds: z._default(z.int().check(z.gte(1), z.lte(MOST_SECONDS)), 300),
  })
  .check(
    z.refine((rollout) => stepsOf(rollout) * rollout.waitSeconds <= MOST_SECONDS, {
      path: ['waitSeconds'],
      message: `makes all waits of an update longer than ${MOST_SECONDS} seconds together`,
    }),
  );
export type RolloutSettings = z.infer<typeof rolloutSettingsSchema>;

/** How many parts there are, each with a wait after it. */
export function stepsOf({ shifting, percent }: Pick<RolloutSettings, 'shifting' | 'percent'>): number {
  if (shifting === 'allAtOnce') return 1;
  return shifting === 'canary' ? 2 : Math.ceil(100 / percent);
}
