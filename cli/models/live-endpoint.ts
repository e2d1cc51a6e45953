import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type CreateEndpointConfigInput,
  DeleteEndpointCommand,
  DescribeEndpointConfigCommand,
} from '@aws-sdk/client-sagemaker';
import { findEndpointStatus } from '../../shared/aws/job-progress.ts';
import { findEndpointConfigName, sageMaker } from '../../shared/aws/sagemaker.ts';
import type { endpointConfigRequest } from '../../shared/domain/models/inference-request.ts';
import { CommandError } from '../command.ts';

const POLL_MS = 1000;
const MOVING = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'];

/**
 * Waits until the endpoint answers with the config.
 * @throws CommandError when it comes to rest otherwise
 */
export async function comesUp(endpointName: string, configName: string): Promise<void> {
  let status = await findEndpointStatus(endpointName);
  for (; status && MOVING.includes(status); status = await findEndpointStatus(endpointName)) await pause(POLL_MS);
  const serving = await findEndpointConfigName(endpointName);
  if (status === 'InService' && serving === configName) return;
  throw new CommandError(`the endpoint ${endpointName} did not come up with ${configName}`, {
    why: `it is ${status ?? 'missing'} with ${serving ?? 'nothing'}`,
    todo: 'its log says why; the champion is unchanged',
  });
}

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
