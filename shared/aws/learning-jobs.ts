import {
  CreateModelCommand,
  type CreateModelCommandInput,
  CreateTrainingJobCommand,
  type CreateTrainingJobCommandInput,
  CreateTransformJobCommand,
  type CreateTransformJobCommandInput,
  DeleteModelCommand,
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
}

/** SageMaker says in words that a name is taken, or that there is none of that name. */
const isTaken = (error: unknown) =>
  (error as Error).name === 'ResourceInUse' || /already exist/i.test((error as Error).message);
const isMissing = (error: unknown) =>
  (error as Error).name === 'ResourceNotFound' ||
  /could not find|not found|does not exist/i.test((error as Error).message);
/** A job that is over cannot be stopped. */
const isOver = (error: unknown) => (error as Error).name === 'ValidationException';

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
    async createTrainingJob(request: { TrainingJobName: string }): Promise<void> {
      await unless(isTaken, client().send(new CreateTrainingJobCommand(request as CreateTrainingJobCommandInput)));
    },
    async findTrainingJob(name: string): Promise<Found | undefined> {
      const found = await unless(isMissing, client().send(new DescribeTrainingJobCommand({ TrainingJobName: name })));
      if (!found) return undefined;
      return {
        status: found.TrainingJobStatus as Status,
        ...(found.FailureReason && { reason: found.FailureReason }),
        ...(found.ModelArtifacts?.S3ModelArtifacts && { artifact: found.ModelArtifacts.S3ModelArtifacts }),
      };
    },
    async createModel(request: { ModelName: string }): Promise<void> {
      await unless(isTaken, client().send(new CreateModelCommand(request as CreateModelCommandInput)));
    },
    async createTransformJob(request: { TransformJobName: string }): Promise<void> {
      await unless(isTaken, client().send(new CreateTransformJobCommand(request as CreateTransformJobCommandInput)));
    },
    async findTransformJob(name: string): Promise<Found | undefined> {
      const found = await unless(isMissing, client().send(new DescribeTransformJobCommand({ TransformJobName: name })));
      if (!found) return undefined;
      return {
        status: found.TransformJobStatus as Status,
        ...(found.FailureReason && { reason: found.FailureReason }),
      };
    },
    async deleteModel(name: string): Promise<void> {
      await unless(isMissing, client().send(new DeleteModelCommand({ ModelName: name })));
    },
    async stop(name: string): Promise<void> {
      const isFine = (error: unknown) => isMissing(error) || isOver(error);
      await unless(isFine, client().send(new StopTrainingJobCommand({ TrainingJobName: name })));
      await unless(isFine, client().send(new StopTransformJobCommand({ TransformJobName: name })));
    },
  };
}
