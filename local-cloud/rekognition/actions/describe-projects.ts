import {
  DescribeProjects$,
  type DescribeProjectsRequest,
  type DescribeProjectsResponse,
} from '@aws-sdk/client-rekognition';
import { anyProjectArn, defineAction, refuse } from '../action.ts';
import { datasetStatus } from '../dataset-status.ts';

export const describeProjects = defineAction<DescribeProjectsRequest, DescribeProjectsResponse>({
  schema: DescribeProjects$,
  // IAM knows no resource of it.
  access: () => [{ action: 'rekognition:DescribeProjects', resource: anyProjectArn('*') }],
  handle({ ProjectNames, NextToken }, { store }) {
    if (NextToken !== undefined) refuse('the laptop cloud lists all projects on one page, without NextToken');
    return {
      ProjectDescriptions: store
        .projects()
        .filter(({ name }) => !ProjectNames?.length || ProjectNames.includes(name))
        .map(({ arn, createdAt }) => ({
          ...{ ProjectArn: arn, CreationTimestamp: new Date(createdAt), Status: 'CREATED', Feature: 'CUSTOM_LABELS' },
          Datasets: store
            .datasets()
            .filter(({ projectArn }) => projectArn === arn)
            .map((dataset) => ({
              ...{ DatasetArn: dataset.arn, DatasetType: dataset.type, CreationTimestamp: new Date(dataset.createdAt) },
              ...datasetStatus(dataset),
            })),
        })),
    };
  },
});
