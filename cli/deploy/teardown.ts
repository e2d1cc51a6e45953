import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteBucketCommand, DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DeleteModelPackageCommand,
  DeleteModelPackageGroupCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { listRegisteredModels } from '../../shared/aws/model-packages.ts';
import { deleteJobLogs } from '../../shared/aws/old-job-logs.ts';
import type { Made } from './find-made.ts';

const gone = (error: unknown) => {
  if (!/could not find|does not exist|ResourceNotFound/i.test(`${(error as Error).name} ${(error as Error).message}`))
    throw error;
};

/**
 * Deletes what a stage's projects made: endpoints first, which cost money. Deleting twice is fine.
 * @param now milliseconds since 1970: log streams of jobs that wrote later stay
 */
export async function deleteMade(made: Made, now: number, tell: (line: string) => void): Promise<void> {
  const sageMaker = new SageMakerClient();
  const logs = new CloudWatchLogsClient();
  try {
    for (const EndpointName of made.endpoints) {
      tell(`deleting endpoint ${EndpointName}`);
      await sageMaker.send(new DeleteEndpointCommand({ EndpointName })).catch(gone);
      const logGroupName = `/aws/sagemaker/Endpoints/${EndpointName}`;
      await logs.send(new DeleteLogGroupCommand({ logGroupName })).catch(gone);
    }
    for (const EndpointConfigName of made.endpointConfigs)
      await sageMaker.send(new DeleteEndpointConfigCommand({ EndpointConfigName })).catch(gone);
    for (const ModelName of made.models) await sageMaker.send(new DeleteModelCommand({ ModelName })).catch(gone);
    for (const ModelPackageGroupName of made.modelPackageGroups) {
      for (const { arn } of await listRegisteredModels(ModelPackageGroupName))
        await sageMaker.send(new DeleteModelPackageCommand({ ModelPackageName: arn })).catch(gone);
      await sageMaker.send(new DeleteModelPackageGroupCommand({ ModelPackageGroupName })).catch(gone);
    }
    let streams = 0;
    for (const prefix of made.jobPrefixes) streams += await deleteJobLogs(prefix, now);
    tell(`deleted ${countOf(made)}, ${streams} log streams of jobs`);
  } finally {
    sageMaker.destroy();
    logs.destroy();
  }
}

/** How many of what, for people. */
export const countOf = ({ endpoints, endpointConfigs, models, modelPackageGroups }: Made) =>
  `${endpoints.length} endpoints, ${endpointConfigs.length} endpoint configs, ${models.length} models, ${modelPackageGroups.length} groups of the model registry`;

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
