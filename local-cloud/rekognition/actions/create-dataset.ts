import { CreateDataset$, type CreateDatasetRequest, type CreateDatasetResponse } from '@aws-sdk/client-rekognition';
import { AwsError } from '../../wire/aws-error.ts';
import { datasetArn, defineAction, refuse, requireProject } from '../action.ts';
import { datasetFailure, wrongLines } from '../dataset-status.ts';
import { manifestLines } from '../read-lines.ts';

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
    const lines = await manifestLines(context, DatasetSource.GroundTruthManifest);
    const wrong = await wrongLines(lines);
    const failure = datasetFailure(lines, wrong);
    const arn = datasetArn(project.name, DatasetType, now());
    store.addDataset({
      ...{ arn, projectArn: ProjectArn, type: DatasetType, createdAt: now(), lines, wrongLines: wrong.length },
      ...(failure !== undefined && { failure }),
    });
    return { DatasetArn: arn };
  },
});
