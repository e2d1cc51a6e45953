import {
  CreateEndpointConfigCommand,
  type CreateEndpointConfigInput,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  ListEndpointConfigsCommand,
  ListModelsCommand,
  ListTagsCommand,
  ListTrainingJobsCommand,
  ListTransformJobsCommand,
  SageMakerClient,
  StopTrainingJobCommand,
  StopTransformJobCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { NotOursError } from '../errors.ts';

let client: SageMakerClient | undefined;
/** The account's SageMaker, one client for the process. */
export const sageMaker = () => {
  client ??= new SageMakerClient({ maxAttempts: 5 });
  return client;
};

/** SageMaker has no error name of its own for a missing endpoint; its message says it. */
const isMissing = (error: unknown) => /could not find/i.test((error as Error).message);

/** DescribeEndpoint; undefined when there is no endpoint of this name. */
export const findEndpoint = async (name: string) => {
  try {
    return await sageMaker().send(new DescribeEndpointCommand({ EndpointName: name }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** The config that the endpoint serves or is moving to; undefined when there is no endpoint. */
export const findEndpointConfigName = async (endpointName: string): Promise<string | undefined> =>
  (await findEndpoint(endpointName))?.EndpointConfigName;

/**
 * As `findEndpointConfigName`, for one that is to be changed.
 * @param owner tags that it must carry
 * @throws NotOursError when an endpoint of this name lacks one of them
 */
export async function findOwnEndpointConfigName(
  endpointName: string,
  owner: ReadonlyArray<{ Key: string; Value: string }>,
): Promise<string | undefined> {
  const endpoint = await findEndpoint(endpointName);
  if (!endpoint) return undefined;
  const { Tags = [] } = await sageMaker().send(new ListTagsCommand({ ResourceArn: endpoint.EndpointArn }));
  const missing = owner.find((tag) => !Tags.some(({ Key, Value }) => Key === tag.Key && Value === tag.Value));
  if (missing)
    throw new NotOursError(
      `the endpoint ${endpointName} exists, but its tag ${missing.Key} is not ${missing.Value}: it belongs to somebody else and stays as it is; give project.json another endpoint.name`,
    );
  return endpoint.EndpointConfigName;
}

/**
 * Begins to serve another config, blue/green: requests go on being answered.
 * @throws SageMaker's error while it is updating already
 */
export async function updateEndpoint(endpointName: string, endpointConfigName: string): Promise<void> {
  await sageMaker().send(
    new UpdateEndpointCommand({ EndpointName: endpointName, EndpointConfigName: endpointConfigName }),
  );
}

/** DescribeEndpointConfig; undefined when there is none of this name. */
export const findEndpointConfig = async (name: string) => {
  try {
    return await sageMaker().send(new DescribeEndpointConfigCommand({ EndpointConfigName: name }));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** @throws SageMaker's error, where one of this name is there too */
export async function createEndpointConfig(request: CreateEndpointConfigInput): Promise<void> {
  await sageMaker().send(new CreateEndpointConfigCommand(request));
}

/**
 * Begins to serve another config of the same model: the endpoint keeps the instances that it has by now.
 * @throws SageMaker's error while it is updating already
 */
export async function changeEndpointConfig(endpointName: string, endpointConfigName: string): Promise<void> {
  await sageMaker().send(
    new UpdateEndpointCommand({
      EndpointName: endpointName,
      EndpointConfigName: endpointConfigName,
      RetainAllVariantProperties: true,
    }),
  );
}

const hasTag = async (arn: string, tag: { key: string; value: string }): Promise<boolean> =>
  (await findTag(arn, tag.key)) === tag.value;

/** The tag's value; undefined where the resource has no such tag, or has gone. */
export async function findTag(arn: string, key: string): Promise<string | undefined> {
  const { Tags } = await sageMaker()
    .send(new ListTagsCommand({ ResourceArn: arn }))
    .catch((error: unknown) => {
      if (isMissing(error)) return { Tags: [] };
      throw error;
    });
  return Tags?.find(({ Key }) => Key === key)?.Value;
}

/**
 * Stops the running training and transform jobs that carry the tag. Stopping twice, or too late, is fine.
 * @param nameContains narrows the search: a part of the jobs' names
 * @returns the names of the jobs it stopped
 */
export async function stopJobs(nameContains: string, tag: { key: string; value: string }): Promise<string[]> {
  const search = { NameContains: nameContains, StatusEquals: 'InProgress' as const, MaxResults: 100 };
  const training = await sageMaker().send(new ListTrainingJobsCommand(search));
  const transform = await sageMaker().send(new ListTransformJobsCommand(search));
  const stopped: string[] = [];
  for (const { TrainingJobArn, TrainingJobName } of training.TrainingJobSummaries ?? []) {
    if (!(await hasTag(TrainingJobArn!, tag))) continue;
    await unlessSettled(sageMaker().send(new StopTrainingJobCommand({ TrainingJobName })));
    stopped.push(TrainingJobName!);
  }
  for (const { TransformJobArn, TransformJobName } of transform.TransformJobSummaries ?? []) {
    if (!(await hasTag(TransformJobArn!, tag))) continue;
    await unlessSettled(sageMaker().send(new StopTransformJobCommand({ TransformJobName })));
    stopped.push(TransformJobName!);
  }
  return stopped;
}

/** A job that ended between the list and the stop is refused with ValidationException. */
async function unlessSettled(stop: Promise<unknown>): Promise<void> {
  try {
    await stop;
  } catch (error) {
    if ((error as Error).name !== 'ValidationException' && (error as Error).name !== 'ResourceNotFound') throw error;
  }
}

interface Named {
  name: string;
  arn: string;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** Models whose names begin so. */
export async function listModels(namePrefix: string): Promise<Named[]> {
  return listNamed(namePrefix, async (search) => {
    const { Models = [], NextToken } = await sageMaker().send(new ListModelsCommand(search));
    return {
      NextToken,
      found: Models.map((one) => ({ name: one.ModelName!, arn: one.ModelArn!, at: one.CreationTime! })),
    };
  });
}

/** Endpoint configs whose names begin so. */
export async function listEndpointConfigs(namePrefix: string): Promise<Named[]> {
  return listNamed(namePrefix, async (search) => {
    const { EndpointConfigs = [], NextToken } = await sageMaker().send(new ListEndpointConfigsCommand(search));
    return {
      NextToken,
      found: EndpointConfigs.map((one) => ({
        name: one.EndpointConfigName!,
        arn: one.EndpointConfigArn!,
        at: one.CreationTime!,
      })),
    };
  });
}

/** SageMaker finds names that contain a text. */
async function listNamed(
  namePrefix: string,
  ask: (search: {
    NameContains: string;
    MaxResults: number;
    NextToken?: string;
  }) => Promise<{ NextToken: string | undefined; found: Array<{ name: string; arn: string; at: Date }> }>,
): Promise<Named[]> {
  const all: Named[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = await ask({
      NameContains: namePrefix,
      MaxResults: 100,
      ...(NextToken !== undefined && { NextToken }),
    });
    all.push(...page.found.map(({ name, arn, at }) => ({ name, arn, createdAt: at.getTime() })));
    NextToken = page.NextToken;
    if (NextToken === undefined) return all.filter(({ name }) => name.startsWith(namePrefix));
  }
}

/** Deleting what is gone is fine. */
export async function deleteModel(name: string): Promise<void> {
  await unlessMissing(sageMaker().send(new DeleteModelCommand({ ModelName: name })));
}

/** Deleting what is gone is fine. */
export async function deleteEndpointConfig(name: string): Promise<void> {
  await unlessMissing(sageMaker().send(new DeleteEndpointConfigCommand({ EndpointConfigName: name })));
}

async function unlessMissing(call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}
