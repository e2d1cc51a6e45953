import {
  DescribeProjectVersions$,
  type DescribeProjectVersionsRequest,
  type DescribeProjectVersionsResponse,
  type ProjectVersionDescription,
} from '@aws-sdk/client-rekognition';
import { defineAction, refuse, requireProject } from '../action.ts';
import type { StoredVersion } from '../custom-labels-store.ts';
import type { VersionStanding } from '../stand-in/stand-in.ts';
import { summaryPlace } from '../stand-in/version-folder.ts';

function describe(version: StoredVersion, { status, message }: VersionStanding): ProjectVersionDescription {
  const { arn, createdAt, units, description, trainedAt, evaluation, output } = version;
  const { bucket, key } = summaryPlace(version);
  return {
    ProjectVersionArn: arn,
    CreationTimestamp: new Date(createdAt),
    Status: status,
    StatusMessage: message,
    OutputConfig: { S3Bucket: output.bucket, S3KeyPrefix: output.prefix },
    Feature: 'CUSTOM_LABELS',
    ...(description !== undefined && { VersionDescription: description }),
    ...(units !== undefined && { MinInferenceUnits: units }),
    ...(trainedAt !== undefined && {
      TrainingEndTimestamp: new Date(trainedAt),
      BillableTrainingTimeInSeconds: Math.round((trainedAt - createdAt) / 1000),
    }),
    ...(evaluation && {
      EvaluationResult: { F1Score: evaluation.f1, Summary: { S3Object: { Bucket: bucket, Name: key } } },
    }),
  };
}

export const describeProjectVersions = defineAction<DescribeProjectVersionsRequest, DescribeProjectVersionsResponse>({
  schema: DescribeProjectVersions$,
  access: ({ ProjectArn = '' }) => [{ action: 'rekognition:DescribeProjectVersions', resource: ProjectArn }],
  async handle({ ProjectArn = '', VersionNames, NextToken }, { store, standIn }) {
    requireProject(store, ProjectArn);
    if (NextToken !== undefined) refuse('the laptop cloud lists all versions on one page, without NextToken');
    const found = store
      .versions()
      .filter(
        ({ projectArn, name }) => projectArn === ProjectArn && (!VersionNames?.length || VersionNames.includes(name)),
      );
    const described: ProjectVersionDescription[] = [];
    for (const { arn } of found.toReversed()) {
      const standing = await standIn.standing(store.versions().find((one) => one.arn === arn)!);
      described.push(describe(store.versions().find((one) => one.arn === arn)!, standing));
    }
    return { ProjectVersionDescriptions: described };
  },
});
