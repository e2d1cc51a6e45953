import {
  CreateLabelingJobCommand,
  type CreateLabelingJobCommandInput,
  DescribeLabelingJobCommand,
  type DescribeLabelingJobCommandOutput,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { readConfig } from '../config.ts';
import { LabelingJobRefusedError, NotOursError } from '../errors.ts';
import { carriedByLambda } from './carried-by-lambda.ts';

let client: SageMakerClient | undefined;

/**
 * The labeling port: SageMaker Ground Truth, or our own engine, which speaks the same protocol inside a Lambda
 * function.
 */
function labeling(): SageMakerClient {
  if (!client) {
    const { LABELING_FUNCTION_NAME } = readConfig('LABELING_FUNCTION_NAME');
    client = new SageMakerClient({
      maxAttempts: 5,
      ...(LABELING_FUNCTION_NAME && { requestHandler: carriedByLambda(LABELING_FUNCTION_NAME) }),
    });
  }
  return client;
}

export type LabelingJob = DescribeLabelingJobCommandOutput;

/** The job; undefined when there is none of this name. */
export async function findLabelingJob(name: string): Promise<LabelingJob | undefined> {
  try {
    return await labeling().send(new DescribeLabelingJobCommand({ LabelingJobName: name }));
  } catch (error) {
    if ((error as Error).name.startsWith('ResourceNotFound')) return undefined;
    throw error;
  }
}

/**
 * Creates the job unless it is there. What Create answers is not relied on, whatever its error is called: Describe is
 * the truth.
 * @param isOurs whether a job of this name is the one that was asked for
 * @throws LabelingJobRefusedError with the backend's message
 * @throws NotOursError when somebody else's job has this name
 */
export async function createLabelingJob(
  request: CreateLabelingJobCommandInput,
  isOurs: (job: LabelingJob) => boolean,
): Promise<void> {
  const name = request.LabelingJobName!;
  try {
    await labeling().send(new CreateLabelingJobCommand(request));
  } catch (error) {
    const job = await findLabelingJob(name);
    if (job && isOurs(job)) return;
    if (job)
      throw new NotOursError(`the labeling job ${name} exists, but its manifest or its tags are not this batch's`);
    const { $metadata, message } = error as { $metadata?: { httpStatusCode?: number }; message: string };
    const status = $metadata?.httpStatusCode ?? 500;
    if (status >= 500) throw error;
    throw new LabelingJobRefusedError(`the labeling job ${name} was refused: ${message}`, { cause: error });
  }
}
