import { changeEndpointConfig, createEndpointConfig, findEndpoint, findEndpointConfig } from '../../aws/sagemaker.ts';
import type { Project } from '../../contracts/project.ts';
import { findChampion } from '../../documents/champion.ts';
import type { ProjectBucket } from '../../documents/project-bucket.ts';
import { dataCapture } from '../../domain/models/inference-request.ts';
import { captureConfigName } from '../../domain/project/names.ts';
import { s3Uri } from '../../domain/project/s3-uri.ts';
import { projectTags } from '../../domain/training/training-request.ts';
import { NotOursError } from '../../errors.ts';
import { sha256 } from '../../sha256.ts';

type EndpointConfig = NonNullable<Awaited<ReturnType<typeof findEndpointConfig>>>;

/** What an endpoint was told to keep of its requests, percent. */
export interface CaptureSwitch {
  endpointName: string;
  before: number;
  now: number;
}

const percentOf = (capture: EndpointConfig['DataCaptureConfig']) =>
  capture?.EnableCapture ? (capture.InitialSamplingPercentage ?? 0) : 0;

/**
 * Lets the live endpoint keep what the project wants of its requests: one more config of the same model and the same
 * instances, and one UpdateEndpoint. Endpoint configs cannot be changed, so each share has its own; one that is there
 * serves again. Nothing happens while the endpoint changes already or another model than the champion serves: the next
 * call looks again. May be called again after a crash at any line.
 * @returns undefined: nothing was to be done, or not now
 * @throws NotOursError when another's config has the name; SageMaker's errors
 */
export async function switchCapture(bucket: ProjectBucket, project: Project): Promise<CaptureSwitch | undefined> {
  const champion = await findChampion(bucket);
  if (!champion) return undefined;
  const { endpointName, modelName } = champion;
  const endpoint = await findEndpoint(endpointName);
  if (endpoint?.EndpointStatus !== 'InService') return undefined;
  const live = await findEndpointConfig(endpoint.EndpointConfigName!);
  if (!live || !serves(live, modelName) || live.ProductionVariants?.[0]?.ServerlessConfig) return undefined;

  const wanted = project.endpoint.mode === 'real-time' ? project.capture : undefined;
  const before = percentOf(live.DataCaptureConfig);
  const now = wanted?.sampled ?? 0;
  if (before === now) return undefined;

  const first = champion.endpointConfigName;
  const fits = (config: EndpointConfig | undefined) =>
    config !== undefined && serves(config, modelName) && percentOf(config.DataCaptureConfig) === now;
  if (live.EndpointConfigName !== first && fits(await findEndpointConfig(first))) {
    await changeEndpointConfig(endpointName, first);
    return { endpointName, before, now };
  }
  const destination = s3Uri(bucket.name, bucket.keys.captureOf(modelName));
  const settings = {
    ProductionVariants: live.ProductionVariants,
    ...(wanted && { DataCaptureConfig: dataCapture(wanted, destination) }),
  };
  const name = captureConfigName(modelName, sha256(JSON.stringify([modelName, settings])));
  const there = await findEndpointConfig(name);
  if (!there) await createEndpointConfig({ EndpointConfigName: name, ...settings, Tags: projectTags(project) });
  else if (!fits(there)) throw new NotOursError(`an endpoint config ${name} exists, but it is another's`);
  await changeEndpointConfig(endpointName, name);
  return { endpointName, before, now };
}

const serves = ({ ProductionVariants = [] }: EndpointConfig, modelName: string) =>
  ProductionVariants.length === 1 && ProductionVariants[0]!.ModelName === modelName;
