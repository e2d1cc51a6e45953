import * as sageMaker from '@aws-sdk/client-sagemaker';
import { REGION } from './wire/service.ts';

const commands: Record<string, unknown> = { ...sageMaker };
type CommandClass = new (input: unknown) => sageMaker.DescribeTrainingJobCommand;

/** `describeTrainingJob` -> the SDK's command class. @throws Error for an action that SageMaker does not have */
function commandClass(action: string): CommandClass {
  const found = commands[`${action.charAt(0).toUpperCase()}${action.slice(1)}Command`];
  if (typeof found !== 'function') throw new Error(`SageMaker has no action ${action}`);
  return found as CommandClass;
}

/**
 * Step Functions' `aws-sdk:sagemaker:*`: an ordinary client of the laptop's own endpoint, with the state machine's key,
 * so that its calls are checked and logged like everybody's.
 */
export function openSdkIntegration(
  endpoint: string,
  credentials: { accessKeyId: string; secretAccessKey: string },
): { call(service: string, action: string, args: unknown): Promise<unknown>; close(): void } {
  const client = new sageMaker.SageMakerClient({ endpoint, region: REGION, credentials });
  return {
    async call(service, action, args) {
      if (service !== 'sagemaker')
        throw new Error(`the laptop's Step Functions has no SDK integration with ${service}`);
      return client.send(new (commandClass(action))(args));
    },
    close: () => client.destroy(),
  };
}
