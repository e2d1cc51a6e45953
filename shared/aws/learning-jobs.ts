import {
  CreateModelCommand,
  type CreateModelCommandInput,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  CreateTransformJobCommand,
  type CreateTransformJobCommandInput,
  DeleteModelCommand,
  DescribeModelCommand,
  DescribeTrainingJobCommand,
  DescribeTransformJobCommand,
  type SageMakerClient,
  StopTrainingJobCommand,
  StopTransformJobCommand,
} from '@aws-sdk/client-sagemaker';

type Status = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped';

interface Found {
  status: Status;
  reason?: string;
  artifact?: string;
  seconds?: number;
}

/** Whole seconds between two times; undefined where one is not known. */
const secondsBetween = (from: Date | undefined, to: Date | undefined) =>
  from && to && Math.round((to.getTime() - from.getTime()) / 1000);

/** SageMaker says in words that a name is taken, or that there is none of that name. */
const isTaken = (error: unknown) =>
  (error as Error).name === 'ResourceInUse' || /already exist/i.test((error as Error).message);
const isMissing = (error: unknown) =>
  (error as Error).name === 'ResourceNotFound' ||
  /could not find|not found|does not exist/i.test((error as Error).message);
/** Such as: The account-level service limit 'ml.c5.4xlarge for training job usage' is 0 Instances, with current … */
const NO_QUOTA = /service limit .* is 0 /;
/** Asked again it would be refused again; also a job that is over and cannot be stopped. */
const isRefused = (error: unknown) => (error as Error).name === 'ValidationException';

/**
 * Asks for a job or a model. A quota that is used up makes room later.
 * @returns why SageMaker will never take it: its quota is none, or the request names what is not there or cannot be
 */
async function ask(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ResourceLimitExceeded') return NO_QUOTA.test(message) ? message : undefined;
    if (isTaken(error)) return undefined;
    if (isRefused(error)) return message;
    throw error;
  }
  return undefined;
}

async function unless<Answer>(isFine: (error: unknown) => boolean, call: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!isFine(error)) throw error;
    return undefined;
  }
}

/** Training and transform jobs and models under names of the caller's; making what is there already is fine. */
export function learningJobs(client: () => SageMakerClient) {
  return {
    createTrainingJob(request: { TrainingJobName: string }): Promise<string | undefined> {
      return ask(client().send(new CreateTrainingJobCommand(request as CreateTrainingJobCommandInput)));
    },
    async findTrainingJob(name: string): Promise<Found | undefined> {
      const found = await unless(isMissing, client().send(new DescribeTrainingJobCommand({ TrainingJobName: name })));
      if (!found) return undefined;
      const seconds = found.BillableTimeInSeconds ?? found.TrainingTimeInSeconds;
      return {
        status: found.TrainingJobStatus as Status,
        ...(seconds !== undefined && { seconds }),
        ...(found.FailureReason && { reason: found.FailureReason }),
        ...(found.ModelArtifacts?.S3ModelArtifacts && { artifact: found.ModelArtifacts.S3ModelArtifacts }),
      };
    },
    createModel(request: { ModelName: string }): Promise<string | undefined> {
      return ask(client().send(new CreateModelCommand(request as CreateModelCommandInput)));
    },
    async hasModel(name: string): Promise<boolean> {
      return (await unless(isMissing, client().send(new DescribeModelCommand({ ModelName: name })))) !== undefined;
    },
    createTransformJob(request: { TransformJobName: string }): Promise<string | undefined> {
      return ask(client().send(new CreateTransformJobCommand(request as CreateTransformJobCommandInput)));
    },
    async findTransformJob(name: string): Promise<Found | undefined> {
      const found = await unless(isMissing, client().send(new DescribeTransformJobCommand({ TransformJobName: name })));
      if (!found) return undefined;
      const seconds = secondsBetween(found.TransformStartTime, found.TransformEndTime);
      return {
        status: found.TransformJobStatus as Status,
        ...(seconds !== undefined && { seconds }),
        ...(found.FailureReason && { reason: found.FailureReason }),
      };
    },
    async deleteModel(name: string): Promise<void> {
      await unless(isMissing, client().send(new DeleteModelCommand({ ModelName: name })));
    },
    async stop(name: string): Promise<void> {
      const isFine = (error: unknown) => isMissing(error) || isRefused(error);
      await unless(isFine, client().send(new StopTrainingJobCommand({ TrainingJobName: name })));
      await unless(isFine, client().send(new StopTransformJobCommand({ TransformJobName: name })));
    },
  };
}
