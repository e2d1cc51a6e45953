import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateEndpointCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, expect, it, jest } from '@jest/globals';
import { openLaptop } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

/** Each job and each endpoint is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-stopping-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

it('answers requests that come too late with 503, in silence and without starting a model again', async () => {
  const errors = jest.spyOn(console, 'error').mockImplementation(() => {});
  const laptop = await openLaptop(dataDir);
  const driver = new SageMakerDriver(laptop.client, dataDir);
  await driver.putImages();
  await driver.createModel('owls', 'owl');
  await driver.sageMaker.send(new CreateEndpointCommand({ EndpointName: 'birds', EndpointConfigName: 'owls' }));
  await driver.settled('birds');

  const ask = () => [driver.sageMaker.send(new ListTrainingJobsCommand({})), driver.invoke('birds', 'hoo')];
  const early = Array.from({ length: 5 }, ask).flat();
  const stopped = laptop.stopSageMaker();
  const during = await Promise.allSettled([...early, ...ask()]);
  await stopped;
  const late = await Promise.allSettled(ask());

  driver.close();
  await laptop.stop();
  const outcome = (result: PromiseSettledResult<unknown>) =>
    result.status === 'fulfilled' ? 'answered' : result.reason.name;
  expect(late.map(outcome)).toEqual(['ServiceUnavailable', 'ServiceUnavailable']);
  expect(new Set(['answered', 'ServiceUnavailable', ...during.map(outcome)])).toEqual(
    new Set(['answered', 'ServiceUnavailable']),
  );
  expect(errors.mock.calls).toEqual([]);
});
