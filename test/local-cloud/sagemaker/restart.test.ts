import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it, jest } from '@jest/globals';
import { openLaptop } from './laptop.ts';
import { SageMakerDriver } from './sagemaker-driver.ts';

/** Each job and each endpoint is a process of its own; a busy machine takes its time. */
jest.setTimeout(60_000);

const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-restart-'));
let child: ChildProcess | undefined;
afterAll(() => {
  child?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true });
});

const isAlive = (pid: number) => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
};

it('ends its training processes when it is killed, and goes on from their checkpoint after a restart', async () => {
  const script = join(import.meta.dirname, 'laptop-process.ts');
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout! }), 'line');
  const before = new SageMakerDriver(JSON.parse(line), dataDir);
  await before.putImages();
  await before.createTrainingJob('long', { behaviour: 'checkpoint' });
  await before.logged('long', 'waiting');
  before.close();
  const trainer = Number(readFileSync(join(dataDir, 'sagemaker/training-jobs/long/checkpoints/step'), 'utf8'));
  child.kill('SIGKILL');
  await once(child, 'exit');
  while (isAlive(trainer)) await new Promise((resolve) => setImmediate(resolve));

  const laptop = await openLaptop(dataDir);
  const after = new SageMakerDriver(laptop.client, dataDir);
  const job = await after.trained('long');
  after.close();
  await laptop.stop();
  expect(after.log('long')).toContain(`resumed after ${trainer}`);
  expect(job.TrainingJobStatus).toBe('Completed');
  expect(job.SecondaryStatusTransitions!.map(({ Status }) => Status)).toEqual([
    'Starting',
    'Downloading',
    'Training',
    'Interrupted',
    'Downloading',
    'Training',
    'Uploading',
    'Completed',
  ]);
});
