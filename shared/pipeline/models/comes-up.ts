import { setTimeout as pause } from 'node:timers/promises';
import { findEndpointStatus } from '../../aws/job-progress.ts';
import { findEndpointConfigName } from '../../aws/sagemaker.ts';
import { EndpointFailedError } from '../../errors.ts';

const POLL_MS = 1000;
const MOVING = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'];

/**
 * Waits until the endpoint answers with the config.
 * @throws EndpointFailedError when it comes to rest otherwise
 */
export async function comesUp(endpointName: string, configName: string): Promise<void> {
  let status = await findEndpointStatus(endpointName);
  for (; status && MOVING.includes(status); status = await findEndpointStatus(endpointName)) await pause(POLL_MS);
  const serving = await findEndpointConfigName(endpointName);
  if (status === 'InService' && serving === configName) return;
  const is = `it is ${status ?? 'missing'} with ${serving ?? 'nothing'}`;
  throw new EndpointFailedError(
    `the endpoint ${endpointName} did not come up with ${configName}: ${is}. Its log says why; the champion is unchanged`,
  );
}
