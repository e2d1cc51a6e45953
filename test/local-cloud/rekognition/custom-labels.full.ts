import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteDatasetCommand,
  DeleteProjectCommand,
  DeleteProjectVersionCommand,
  DescribeDatasetCommand,
  DescribeProjectsCommand,
  DetectCustomLabelsCommand,
  StartProjectVersionCommand,
  StopProjectVersionCommand,
} from '@aws-sdk/client-rekognition';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { line, RekognitionDriver } from './rekognition-driver.ts';

/** Three processes begin one after the other; a busy machine takes its time. */
jest.setTimeout(300_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-rekognition-'));
let driver: RekognitionDriver;
beforeAll(async () => {
  driver = await RekognitionDriver.open(dataDir);
});
afterAll(async () => {
  await driver.close();
  rmSync(dataDir, { recursive: true });
});

it('trains on two datasets, judges the test images, runs, answers, stops and is deleted', async () => {
  const image = await driver.image();
  for (const key of ['a/1.png', 'b/1.png', 'b/2.png']) await driver.put(key, image);
  const { arn, datasets } = await driver.project('birds', [line('a/1.png'), line('b/1.png')], [line('b/2.png')]);
  const { DatasetDescription } = await driver.rekognition.send(new DescribeDatasetCommand({ DatasetArn: datasets[0] }));
  expect(DatasetDescription).toMatchObject({
    Status: 'CREATE_COMPLETE',
    DatasetStats: { LabeledEntries: 2, TotalEntries: 2, TotalLabels: 2, ErrorEntries: 0 },
  });
  const version = await driver.train(arn, 'v1');
  await expect(driver.train(arn, 'v1')).rejects.toMatchObject({ name: 'ResourceAlreadyExistsException' });
  const trained = await driver.until(arn, (status) => status !== 'TRAINING_IN_PROGRESS');
  // The bird of each image is found, the nest is not.
  expect(trained).toMatchObject({
    Status: 'TRAINING_COMPLETED',
    StatusMessage: expect.stringContaining('stands in for Rekognition'),
    EvaluationResult: { F1Score: 0.5 },
  });
  const { Bucket, Name } = trained.EvaluationResult!.Summary!.S3Object!;
  const summary = await driver.s3.send(new GetObjectCommand({ Bucket, Key: Name }));
  expect(JSON.parse(await summary.Body!.transformToString())).toMatchObject({
    AggregatedEvaluationResults: { F1Score: 0.5, Precision: 0.5, Recall: 0.5 },
    EvaluationDetails: { NumberOfTrainingImages: 2, NumberOfTestingImages: 1, Labels: ['bird', 'nest'] },
  });

  const ask = (more: object = {}) =>
    driver.rekognition.send(
      new DetectCustomLabelsCommand({ ProjectVersionArn: version, Image: { Bytes: image }, ...more }),
    );
  await expect(ask()).rejects.toMatchObject({ name: 'ResourceNotReadyException' });
  const start = new StartProjectVersionCommand({ ProjectVersionArn: version, MinInferenceUnits: 1 });
  expect((await driver.rekognition.send(start)).Status).toBe('STARTING');
  await driver.until(arn, (status) => status === 'RUNNING');
  await expect(driver.rekognition.send(start)).rejects.toMatchObject({ name: 'ResourceInUseException' });
  const { CustomLabels } = await ask({ MinConfidence: 30 });
  expect(CustomLabels).toEqual([
    {
      ...{ Name: 'bird', Confidence: 90 },
      Geometry: { BoundingBox: { Left: 0.125, Top: 0.125, Width: 0.25, Height: 0.25 } },
    },
    expect.objectContaining({ Name: 'nest', Confidence: 40 }),
  ]);
  // Without a word, each label from its own threshold on: half of .9 for birds, .5 for what was never right.
  expect((await ask()).CustomLabels!.map(({ Name: name }) => name)).toEqual(['bird']);
  expect((await ask({ MinConfidence: 30, MaxResults: 1 })).CustomLabels).toHaveLength(1);
  await expect(ask({ Image: { Bytes: Buffer.from('no image') } })).rejects.toMatchObject({
    name: 'InvalidImageFormatException',
  });

  await expect(
    driver.rekognition.send(new DeleteProjectVersionCommand({ ProjectVersionArn: version })),
  ).rejects.toMatchObject({ name: 'ResourceInUseException' });
  await driver.rekognition.send(new StopProjectVersionCommand({ ProjectVersionArn: version }));
  await driver.until(arn, (status) => status === 'STOPPED');
  await expect(driver.rekognition.send(new DeleteProjectCommand({ ProjectArn: arn }))).rejects.toMatchObject({
    name: 'ResourceInUseException',
  });
  await driver.rekognition.send(new DeleteProjectVersionCommand({ ProjectVersionArn: version }));
  for (const DatasetArn of datasets) await driver.rekognition.send(new DeleteDatasetCommand({ DatasetArn }));
  await driver.rekognition.send(new DeleteProjectCommand({ ProjectArn: arn }));
  expect((await driver.rekognition.send(new DescribeProjectsCommand({}))).ProjectDescriptions).toEqual([]);
});
