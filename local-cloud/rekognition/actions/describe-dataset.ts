import {
  DescribeDataset$,
  type DescribeDatasetRequest,
  type DescribeDatasetResponse,
} from '@aws-sdk/client-rekognition';
import { labelsOf } from '../../../shared/domain/dataset/image-record.ts';
import { defineAction, requireDataset } from '../action.ts';
import { datasetStatus } from '../dataset-status.ts';
import { labeledImages } from '../stand-in/labeled-images.ts';

export const describeDataset = defineAction<DescribeDatasetRequest, DescribeDatasetResponse>({
  schema: DescribeDataset$,
  access: ({ DatasetArn = '' }) => [{ action: 'rekognition:DescribeDataset', resource: DatasetArn }],
  async handle({ DatasetArn = '' }, { store }) {
    const dataset = requireDataset(store, DatasetArn);
    const labeled = await labeledImages(dataset.lines);
    return {
      DatasetDescription: {
        CreationTimestamp: new Date(dataset.createdAt),
        LastUpdatedTimestamp: new Date(dataset.createdAt),
        ...datasetStatus(dataset),
        DatasetStats: {
          LabeledEntries: labeled.length,
          TotalEntries: dataset.lines.length,
          TotalLabels: new Set(labeled.flatMap((record) => [...labelsOf(record)])).size,
          ErrorEntries: dataset.wrongLines,
        },
      },
    };
  },
});
