import {
  InvokeEndpoint$,
  type InvokeEndpointInput,
  type InvokeEndpointOutput,
} from '@aws-sdk/client-sagemaker-runtime';
import { ENDPOINT_MAX_BYTES } from '../../../shared/domain/batches/limits.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { ACCOUNT_ID } from '../../wire/service.ts';
import { accessTo, defineRuntimeAction } from '../action.ts';
import { arnOf, roleName } from '../arn.ts';
import { askModel } from '../endpoints/ask-model.ts';

const SERVING = ['InService', 'Updating', 'SystemUpdating', 'RollingBack'];

/** The body goes to the model's process, its answer back, both as they come. */
export const invokeEndpoint = defineRuntimeAction<InvokeEndpointInput, Omit<InvokeEndpointOutput, 'Body'>>({
  schema: InvokeEndpoint$,
  access: ({ EndpointName }) => accessTo('InvokeEndpoint', arnOf('endpoint', EndpointName!)),
  async handle({ EndpointName, InferenceId, CustomAttributes }, { store, endpoints, captures }, call) {
    const name = EndpointName!;
    const endpoint = store.find('endpoint', name);
    if (!endpoint || !SERVING.includes(endpoint.EndpointStatus!))
      throw new AwsError('ValidationError', `Endpoint ${name} of account ${ACCOUNT_ID} not found.`);
    const config = store.find('endpoint-config', endpoint.EndpointConfigName!);
    const mode = config?.ProductionVariants?.[0]?.ServerlessConfig ? 'serverless' : 'real-time';
    const body = await readChunks(call.body, ENDPOINT_MAX_BYTES[mode]);
    const answer = await askModel(endpoints, name, call.headers, body);
    const { 'content-type': type, 'content-length': length } = answer.headers;
    const { ModelName = '', VariantName: variantName = '' } = config?.ProductionVariants?.[0] ?? {};
    const model = store.find('model', ModelName);
    const capture = config?.DataCaptureConfig;
    const isKept = model !== undefined && captures.chooses(capture);
    const question = {
      ...{ endpointName: name, variantName, role: roleName(model?.ExecutionRoleArn ?? ''), config: capture! },
      ...{ input: { type: call.headers['content-type'], body }, inferenceId: InferenceId },
      customAttributes: CustomAttributes,
    };
    const attributes = answer.headers['x-amzn-sagemaker-custom-attributes'];
    return {
      output: {
        InvokedProductionVariant: variantName,
        ...(type !== undefined && { ContentType: type }),
        ...(attributes !== undefined && { CustomAttributes: String(attributes) }),
      },
      content: isKept ? captures.listen(question, answer, type) : answer,
      ...(length !== undefined && { contentLength: Number(length) }),
    };
  },
});

/**
 * The body's chunks as they came, not joined: they are sent on, and perhaps sent again.
 * @throws AwsError ValidationError
 */
async function readChunks(body: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit)
      throw new AwsError('ValidationError', `the request body is larger than the endpoint takes: ${limit} bytes`);
    chunks.push(chunk);
  }
  return chunks;
}
