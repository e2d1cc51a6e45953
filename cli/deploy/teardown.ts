import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { listFolders } from '../../shared/aws/s3.ts';
import { loadProject } from '../../shared/documents/project.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { PROJECTS_PREFIX } from '../../shared/domain/project/bucket-keys.ts';

/** What a stage's projects made in SageMaker, by name. */
export interface Made {
  endpoints: string[];
  endpointConfigs: string[];
  models: string[];
}

/** Endpoints carry the stage's prefix; configs and models carry their project's name and uid. */
export async function findMade(bucket: string, prefix: string): Promise<Made> {
  const client = new SageMakerClient();
  try {
    const endpoints = (await client.send(new ListEndpointsCommand({ NameContains: `${prefix}-`, MaxResults: 100 })))
      .Endpoints;
    const made: Made = {
      endpoints: (endpoints ?? [])
        .map(({ EndpointName }) => EndpointName!)
        .filter((name) => name.startsWith(`${prefix}-`)),
      endpointConfigs: [],
      models: [],
    };
    for (const name of await listFolders(bucket, PROJECTS_PREFIX)) {
      const loaded = await loadProject(projectBucket(bucket, name));
      if (!('project' in loaded)) continue;
      const own = `${name}-${loaded.project.uid}-`;
      const isOwn = (found: string) => found.startsWith(own);
      const search = { NameContains: own, MaxResults: 100 };
      for (let more: string | undefined; ; ) {
        const page = await client.send(new ListEndpointConfigsCommand({ ...search, ...(more && { NextToken: more }) }));
        made.endpointConfigs.push(...(page.EndpointConfigs ?? []).map((one) => one.EndpointConfigName!).filter(isOwn));
        more = page.NextToken;
        if (!more) break;
      }
      for (let more: string | undefined; ; ) {
        const page = await client.send(new ListModelsCommand({ ...search, ...(more && { NextToken: more }) }));
        made.models.push(...(page.Models ?? []).map((one) => one.ModelName!).filter(isOwn));
        more = page.NextToken;
        if (!more) break;
      }
    }
    return made;
  } finally {
    client.destroy();
  }
}

const gone = (error: unknown) => {
  if (!/could not find|does not exist|ResourceNotFound/i.test(`${(error as Error).name} ${(error as Error).message}`))
    throw error;
};

/** Endpoints first: what costs money. Deleting twice is fine. */
export async function deleteMade(
  { endpoints, endpointConfigs, models }: Made,
  tell: (line: string) => void,
): Promise<void> {
  const sageMaker = new SageMakerClient();
  const logs = new CloudWatchLogsClient();
  try {
    for (const EndpointName of endpoints) {
      tell(`deleting endpoint ${EndpointName}`);
      await sageMaker.send(new DeleteEndpointCommand({ EndpointName })).catch(gone);
      const logGroupName = `/aws/sagemaker/Endpoints/${EndpointName}`;
      await logs.send(new DeleteLogGroupCommand({ logGroupName })).catch(gone);
    }
    for (const EndpointConfigName of endpointConfigs)
      await sageMaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName })).catch(gone);
    for (const ModelName of models) await sageMaker.send(new DeleteModelCommand({ ModelName })).catch(gone);
    tell(`deleted ${endpoints.length} endpoints, ${endpointConfigs.length} endpoint configs, ${models.length} models`);
  } finally {
    sageMaker.destroy();
    logs.destroy();
  }
}

/** Every version of every object, then the bucket: there is no way back. */
export async function deleteBucket(bucket: string, tell: (line: string) => void): Promise<void> {
  const s3 = new S3Client();
  try {
    for (let deleted = 0; ; ) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: 1000 }));
      const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
        Key: Key!,
        VersionId: VersionId!,
      }));
      if (objects.length === 0) break;
      await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }));
      deleted += objects.length;
      tell(`deleted ${deleted} versions of objects`);
    }
    await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if ((error as Error).name !== 'NoSuchBucket') throw error;
  } finally {
    s3.destroy();
  }
}
