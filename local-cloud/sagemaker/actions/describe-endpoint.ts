import {
  type DataCaptureConfigSummary,
  DescribeEndpoint$,
  type DescribeEndpointInput,
} from '@aws-sdk/client-sagemaker';
import { accessTo, defineAction, refuseMissing, type SageMakerContext } from '../action.ts';
import { arnOf } from '../arn.ts';

export const describeEndpoint = defineAction<DescribeEndpointInput, unknown>({
  schema: DescribeEndpoint$,
  access: (request) => accessTo('DescribeEndpoint', arnOf('endpoint', request.EndpointName!)),
  handle({ EndpointName: name }, { store }) {
    const endpoint = store.find('endpoint', name!) ?? refuseMissing('endpoint', arnOf('endpoint', name!));
    const DataCaptureConfig = captureSummary(endpoint.EndpointConfigName!, store);
    return { ...endpoint, ...(DataCaptureConfig && { DataCaptureConfig }) };
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
