import {
  CreateDataset$,
  type CreateDatasetRequest,
  type CreateDatasetResponse,
  type GroundTruthManifest,
} from '@aws-sdk/client-rekognition';
import { AwsError } from '../../wire/aws-error.ts';
import { datasetArn, defineAction, type RekognitionContext, refuse, requireProject } from '../action.ts';
import { failureOf, wrongLines } from '../dataset-status.ts';

/** The lines of a manifest in S3. @throws AwsError InvalidS3ObjectException */
export async function readManifest(
  { standIn }: RekognitionContext,
  manifest: GroundTruthManifest | undefined,
): Promise<string[]> {
  const { Bucket = '', Name = '' } = manifest?.S3Object ?? {};
  try {
    const bytes = await standIn.read(Bucket, Name);
    return Buffer.from(bytes)
      .toString('utf8')
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
  } catch (error) {
    throw new AwsError(
      'InvalidS3ObjectException',
      `Unable to get object metadata from S3: s3://${Bucket}/${Name}: ${(error as Error).message}`,
    );
  }
}

export const createDataset = defineAction<CreateDatasetRequest, CreateDatasetResponse>({
  schema: CreateDataset$,
  access: ({ ProjectArn = '' }) => [{ action: 'rekognition:CreateDataset', resource: ProjectArn }],
  async handle({ ProjectArn = '', DatasetType, DatasetSource }, context) {
    const { store, now } = context;
    const project = requireProject(store, ProjectArn);
    if (DatasetType !== 'TRAIN' && DatasetType !== 'TEST') refuse('DatasetType must be TRAIN or TEST');
    if (!DatasetSource?.GroundTruthManifest)
      refuse('the laptop cloud makes datasets of a manifest in S3 only (DatasetSource.GroundTruthManifest)');
    if (store.datasets().some(({ projectArn, type }) => projectArn === ProjectArn && type === DatasetType))
      throw new AwsError('ResourceAlreadyExistsException', `The project already has a ${DatasetType} dataset.`);
    const lines = await readManifest(context, DatasetSource.GroundTruthManifest);
    const wrong = await wrongLines(lines);
    const failure = failureOf(lines, wrong);
    const arn = datasetArn(project.name, DatasetType, now());
    store.addDataset({
      ...{ arn, projectArn: ProjectArn, type: DatasetType, createdAt: now(), lines, wrongLines: wrong.length },
      ...(failure !== undefined && { failure }),
    });
    return { DatasetArn: arn };
  },
});
