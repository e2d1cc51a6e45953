import { DescribeModelCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';

let client: SageMakerClient | undefined;
const sageMaker = () => {
  client ??= new SageMakerClient({ maxAttempts: 5 });
  return client;
};

/** S3 URI of a model's `model.tar.gz`; undefined when there is no model of this name, or it has none. */
export async function findModelArtifact(modelName: string): Promise<string | undefined> {
  try {
    const model = await sageMaker().send(new DescribeModelCommand({ ModelName: modelName }));
    return model.PrimaryContainer?.ModelDataUrl;
  } catch (error) {
    // SageMaker has no error name of its own for it.
    if (/could not find/i.test((error as Error).message)) return undefined;
    throw error;
  }
}
