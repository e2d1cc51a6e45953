import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigInput,
  DeleteEndpointCommand,
  DescribeEndpointConfigCommand,
} from '@aws-sdk/client-sagemaker';
import { sageMaker } from '../../shared/aws/sagemaker.ts';
import type { endpointConfigRequest } from '../../shared/domain/models/inference-request.ts';
import { CommandError } from '../command.ts';

/** Makes the config unless it is there. @throws CommandError when one of this name serves another model */
export async function ensureEndpointConfig(request: ReturnType<typeof endpointConfigRequest>): Promise<void> {
  const { EndpointConfigName } = request;
  const wanted = request.ProductionVariants[0]?.ModelName;
  try {
    await sageMaker().send(new CreateEndpointConfigCommand(request as CreateEndpointConfigInput));
  } catch (refusal) {
    // As in the state machine: Describe is the truth; without a config the refusal is the failure.
    const found = await sageMaker()
      .send(new DescribeEndpointConfigCommand({ EndpointConfigName }))
      .catch(() => Promise.reject(refusal));
    const serves = found.ProductionVariants?.map(({ ModelName }) => ModelName).join(' ');
    if (serves !== wanted)
      throw new CommandError(`an endpoint config ${EndpointConfigName} exists, but it serves ${serves}`, {
        todo: 'it is not ours and stays as it is',
      });
  }
}

/** Begins to serve the config on a new endpoint. */
export async function createEndpoint(
  endpointName: string,
  configName: string,
  tags: Array<{ Key: string; Value: string }>,
): Promise<void> {
  const request = { EndpointName: endpointName, EndpointConfigName: configName, Tags: tags };
  await sageMaker().send(new CreateEndpointCommand(request));
}

/** Takes the endpoint away. */
export async function deleteEndpoint(endpointName: string): Promise<void> {
  await sageMaker().send(new DeleteEndpointCommand({ EndpointName: endpointName }));
}
