import * as z from 'zod/mini';
import { ConfigurationError } from './errors.ts';

/**
 * Variables of the functions' environment. Each function reads only those it declares, at its first use, never at
 * import.
 */
const variables = {
  /** The one data bucket. */
  BUCKET: z.string().check(z.minLength(3)),
  STATE_MACHINE_ARN: z.string().check(z.minLength(1)),
  LABELING_ROLE_ARN: z.string().check(z.minLength(1)),
  TRAINING_ROLE_ARN: z.string().check(z.minLength(1)),
  MODEL_ROLE_ARN: z.string().check(z.minLength(1)),
  /** What the names of all endpoints of this stage begin with, e.g. `labelloop-dev`. */
  ENDPOINT_PREFIX: z.string().check(z.minLength(1)),
  /** Names of the alarms that watch endpoints, with commas between; missing = none. */
  ENDPOINT_ALARMS: z.optional(z.string()),
  /** Image URI of our detector container. */
  DETECTOR_IMAGE: z.string().check(z.minLength(1)),
  PRE_ANNOTATION_LAMBDA_ARN: z.string().check(z.minLength(1)),
  CONSOLIDATION_LAMBDA_ARN: z.string().check(z.minLength(1)),
  /** Who labels. */
  LABELING_BACKEND: z.optional(z.enum(['engine', 'ground-truth'])),
  /** Name of the Lambda that carries our labeling engine; empty = SageMaker Ground Truth answers. */
  LABELING_FUNCTION_NAME: z.optional(z.string()),
  /** Name of the Lambda that carries labeling jobs on. */
  SWEEP_FUNCTION_NAME: z.string().check(z.minLength(1)),
  /** The stage's name where CloudWatch makes metrics of the logs; missing or empty = no metrics. */
  METRICS_STAGE: z.optional(z.string()),
  /** Where workers come, `https://…`. */
  PORTAL_ORIGIN: z.string().check(z.minLength(1)),
  /** Where their tasks run: another origin. */
  SANDBOX_ORIGIN: z.string().check(z.minLength(1)),
  /** What the bucket's presigned URLs begin with; the only place that tasks show pictures from. */
  STORAGE_ORIGIN: z.string().check(z.minLength(1)),
  /** Where the SDK finds AWS instead of at its own addresses; presigning asks for it because no request is made. */
  AWS_ENDPOINT_URL: z.optional(z.string()),
};
export type VariableName = keyof typeof variables;
export type Variables = { [Name in VariableName]: z.infer<(typeof variables)[Name]> };

/** @throws ConfigurationError naming the variable */
export function readConfig<Names extends VariableName>(...names: Names[]): Pick<Variables, Names> {
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of names) {
    const result = z.safeParse(variables[name], process.env[name]);
    if (!result.success)
      throw new ConfigurationError(`environment variable ${name} is missing or empty; serverless.yml sets it`);
    values[name] = result.data;
  }
  return values as Pick<Variables, Names>;
}
