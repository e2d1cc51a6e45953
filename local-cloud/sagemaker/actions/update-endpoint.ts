import {
  type DeploymentConfig,
  type ProductionVariant,
  UpdateEndpoint$,
  type UpdateEndpointInput,
  type UpdateEndpointOutput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuse, refuseMissing, type SageMakerContext } from '../action.ts';
import { arnOf } from '../arn.ts';
import { shiftProblem } from '../endpoints/traffic-shift.ts';

export const updateEndpoint = defineAction<UpdateEndpointInput, UpdateEndpointOutput>({
  schema: UpdateEndpoint$,
  access: (request) => accessTo('UpdateEndpoint', arnOf('endpoint', request.EndpointName!)),
  handle(request, { store, clock, endpoints }) {
    const { EndpointName, EndpointConfigName, DeploymentConfig, RetainDeploymentConfig } = request;
    const name = EndpointName!;
    const arn = arnOf('endpoint', name);
    const endpoint = store.find('endpoint', name) ?? refuseMissing('endpoint', arn);
    if (endpoint.EndpointStatus !== 'InService')
      refuse(`Cannot update in-progress endpoint "${arn}": its status is ${endpoint.EndpointStatus}.`);
    const config = store.find('endpoint-config', EndpointConfigName!);
    if (!config) refuseMissing('endpoint configuration', arnOf('endpoint-config', EndpointConfigName!));
    const deployment = DeploymentConfig ?? (RetainDeploymentConfig ? endpoint.LastDeploymentConfig : undefined);
    if (deployment) checkDeployment(deployment, config?.ProductionVariants?.[0], endpoints);
    store.put('endpoint', name, {
      ...endpoint,
      EndpointStatus: 'Updating',
      LastModifiedTime: new Date(clock.now()),
      targetConfigName: EndpointConfigName,
      deployment,
    });
    endpoints.deploy(name);
    return { EndpointArn: arn };
  },
});

/** @throws AwsError ValidationException for what SageMaker would not take, or the laptop cannot play */
function checkDeployment(
  deployment: DeploymentConfig,
  variant: ProductionVariant | undefined,
  endpoints: SageMakerContext['endpoints'],
): void {
  if (variant?.ServerlessConfig) refuse('DeploymentConfig is for real-time and asynchronous endpoints only.');
  const problem = shiftProblem(deployment, variant?.InitialInstanceCount ?? 1);
  if (problem) refuse(`DeploymentConfig: ${problem}.`);
  for (const { AlarmName } of deployment.AutoRollbackConfiguration?.Alarms ?? [])
    if (!endpoints.hasAlarm(AlarmName!))
      refuse(`DeploymentConfig: the alarm ${AlarmName} does not exist; the laptop has those of its template.`);
}
