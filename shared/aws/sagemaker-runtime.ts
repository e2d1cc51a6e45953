import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';

let client: SageMakerRuntimeClient | undefined;
const runtime = () => {
  client ??= new SageMakerRuntimeClient({ maxAttempts: 5 });
  return client;
};

/** Asks the endpoint about one image; the answer as text, in the algorithm's own shape (`parseDetections` reads it). */
export async function invokeEndpoint(endpointName: string, image: Uint8Array): Promise<string> {
  const answer = await runtime().send(
    new InvokeEndpointCommand({
      EndpointName: endpointName,
      Body: image,
      ContentType: 'application/x-image',
      Accept: 'application/json',
    }),
  );
  return Buffer.from(answer.Body).toString('utf8');
}
