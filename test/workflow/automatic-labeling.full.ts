import { DescribeLabelingJobCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DatasetHead, DatasetSummary } from '../../shared/contracts/dataset.ts';
import { projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { labelingJobName } from '../../shared/domain/project/names.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { Laptop } from './laptop.ts';
import { LABELS, pictures } from './squares.ts';

const PROJECT = 'squares';
const PICTURES = 150;
const keys = projectKeys(PROJECT);
const laptop = new Laptop();

beforeAll(async () => {
  await laptop.up();
  const { labeling } = newProject({ project: PROJECT, uid: 'abc123', labels: LABELS, taskType: 'bounding-box' });
  await laptop.init(PROJECT, {
    labeling: { ...labeling, automatic: { precision: 0.7, firstImages: 30, imagesPerRound: 20, maxRounds: 4 } },
  });
}, 180_000);
afterAll(() => laptop.discard(), 60_000);

it('people label the first squares, a real model the rest, and the dataset counts both', async () => {
  laptop.hire();
  await laptop.drop(PROJECT, await pictures(0, PICTURES));
  await laptop.labelNow(PROJECT);
  const ended = await laptop.ended('squares-abc123-b000001');
  expect(ended.status).toBe('SUCCEEDED');
  const job = await laptop.sageMaker.send(
    new DescribeLabelingJobCommand({
      LabelingJobName: labelingJobName({ project: PROJECT, uid: 'abc123', batchId: 'b000001' }),
    }),
  );
  expect(job.LabelingJobStatus).toBe('Completed');
  expect(job.LabelCounters!.TotalLabeled).toBe(PICTURES);
  expect(job.LabelCounters!.MachineLabeled).toBeGreaterThan(0);
  expect(job.LabelingJobOutput!.FinalActiveLearningModelArn).toContain(':model/labeling-');
  const head = (await laptop.json<DatasetHead>(keys.datasetHead))!;
  const summary = await laptop.json<DatasetSummary>(keys.datasetSummary(head.versions.at(-1)!.folder));
  expect(summary).toMatchObject({
    machineAnnotated: job.LabelCounters!.MachineLabeled,
    humanAnnotated: job.LabelCounters!.HumanLabeled,
  });
  console.log(`people ${job.LabelCounters!.HumanLabeled}, machine ${job.LabelCounters!.MachineLabeled}`);
}, 1_500_000);

it('calls nothing that the deployed policies forbid, and what they allow for learning', async () => {
  const { denied, unused } = laptop.judgeAccess();
  expect(denied).toEqual([]);
  const ofLearning = unused.filter(
    ({ principal, action }) => principal === 'labeling-engine' && /^(sagemaker|iam):/.test(action),
  );
  expect(ofLearning.filter(({ action }) => !/:(Stop|DescribeModel)/.test(action))).toEqual([]);
}, 60_000);
