import {
  type DataCaptureConfigSummary,
  DescribeEndpoint$,
  type DescribeEndpointInput,
  type PendingDeploymentSummary,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissing, type SageMakerContext } from '../action.ts';
import { arnOf } from '../arn.ts';
import type { Resources } from '../resource-store.ts';

export const describeEndpoint = defineAction<DescribeEndpointInput, unknown>({
  schema: DescribeEndpoint$,
  access: (request) => accessTo('DescribeEndpoint', arnOf('endpoint', request.EndpointName!)),
  handle({ EndpointName: name }, { store }) {
    const endpoint = store.find('endpoint', name!) ?? refuseMissing('endpoint', arnOf('endpoint', name!));
    const DataCaptureConfig = captureSummary(endpoint.EndpointConfigName!, store);
    return {
      ...endpoint,
      ...(endpoint.EndpointStatus === 'Updating' && { PendingDeploymentSummary: pendingSummary(endpoint, store) }),
      ...(DataCaptureConfig && { DataCaptureConfig }),
    };
  },
});

function captureSummary(configName: string, store: SageMakerContext['store']): DataCaptureConfigSummary | undefined {
  const config = store.find('endpoint-config', configName)?.DataCaptureConfig;
  return (
    config && {
      EnableCapture: config.EnableCapture ?? false,
      CaptureStatus: config.EnableCapture ? 'Started' : 'Stopped',
      CurrentSamplingPercentage: config.InitialSamplingPercentage,
      DestinationS3Uri: config.DestinationS3Uri,
      KmsKeyId: config.KmsKeyId ?? '',
    }
  );
}

/** Where an update that is under way goes, and how far it is. */
function pendingSummary(
  { targetConfigName, variantStatus, LastModifiedTime: StartTime }: Resources['endpoint'],
  store: SageMakerContext['store'],
): PendingDeploymentSummary {
  const variants = store.find('endpoint-config', targetConfigName!)?.ProductionVariants ?? [];
  return {
    EndpointConfigName: targetConfigName,
    StartTime,
    ProductionVariants: variants.map(({ VariantName, InitialInstanceCount, InitialVariantWeight }) => ({
      VariantName,
      ...(InitialInstanceCount && { CurrentInstanceCount: InitialInstanceCount }),
      CurrentWeight: InitialVariantWeight ?? 1,
      VariantStatus: [variantStatus ?? { Status: 'Creating', StartTime }],
    })),
  };
}
