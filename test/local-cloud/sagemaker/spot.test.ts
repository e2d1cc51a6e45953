import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { BUCKET, type Laptop, openLaptop } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

/** Each job is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-spot-'));
let laptop: Laptop;
let driver: SageMakerDriver;

beforeAll(async () => {
  laptop = await openLaptop(dataDir, { interruptSpotAfterMs: 1_200 });
  driver = new SageMakerDriver(laptop.client, dataDir);
  await driver.putImages();
});
afterAll(async () => {
  driver.close();
  await laptop.stop();
  rmSync(dataDir, { recursive: true });
});

const spot = (name: string, behaviour: string, wait: number) =>
  driver.createTrainingJob(
    name,
    { behaviour },
    {
      EnableManagedSpotTraining: true,
      CheckpointConfig: { S3Uri: `s3://${BUCKET}/checkpoints/${name}` },
      StoppingCondition: { MaxRuntimeInSeconds: 600, MaxWaitTimeInSeconds: wait },
    },
  );

it('goes on from its last checkpoint in S3 when the machine is taken away, and loses one interval at most', async () => {
  await spot('taken', 'steps', 1200);
  const job = await driver.trained('taken');
  expect(job.TrainingJobStatus).toBe('Completed');
  expect(job.SecondaryStatusTransitions!.map(({ Status }) => Status)).toEqual([
    ...['Starting', 'Downloading', 'Training', 'Interrupted', 'Downloading', 'Training'],
    ...['Uploading', 'Completed'],
  ]);
  const steps = driver.log('taken').match(/step \d/g)!;
  expect(new Set(steps).size).toBe(8);
  expect(steps.length).toBeLessThanOrEqual(9);
  expect(Buffer.from(await driver.get('checkpoints/taken/step')).toString()).toBe('8');
});

it('begins with the checkpoints that an earlier job left in S3', async () => {
  await driver.put('checkpoints/earlier/step', '7');
  await spot('earlier', 'steps', 1200);
  await driver.trained('earlier');
  expect(driver.log('earlier').match(/step \d/g)).toEqual(['step 8']);
});

it('ends as AWS does when it has waited for too long', async () => {
  await spot('waits', 'wait', 2);
  expect(await driver.trained('waits')).toMatchObject({
    TrainingJobStatus: 'Stopped',
    SecondaryStatus: 'MaxWaitTimeExceeded',
  });
});
