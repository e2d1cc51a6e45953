import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';

let client: SageMakerRuntimeClient | undefined;
const runtime = () => {
  client ??= new SageMakerRuntimeClient({ maxAttempts: 5 });
  return client;
};

/** Asks the endpoint about one image; the answer as text, in the algorithm's own shape (`parseDetections` reads it). */
export const invokeEndpoint = async (endpointName: string, image: Uint8Array): Promise<string> =>
  Buffer.from(await invokeEndpointFor(endpointName, image, 'application/json')).toString('utf8');

/** As `invokeEndpoint`, for an answer that may be no text. @param accept the type that is asked for */
export async function invokeEndpointFor(endpointName: string, image: Uint8Array, accept: string): Promise<Uint8Array> {
  const answer = await runtime().send(
    new InvokeEndpointCommand({
      EndpointName: endpointName,
      Body: image,
      ContentType: 'application/x-image',
      Accept: accept,
    }),
  );
  return answer.Body;
}
