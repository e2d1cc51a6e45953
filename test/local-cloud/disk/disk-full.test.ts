import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { openAccessLog } from '../../../local-cloud/access/access-log-file.ts';
import { VirtualClock } from '../../../local-cloud/clock.ts';
import { LogFile } from '../../../local-cloud/disk/log-file.ts';
import { openEventQueue } from '../../../local-cloud/lambda/event-queue.ts';
import { RunningJobs } from '../../../local-cloud/sagemaker/jobs/running-jobs.ts';
import { ResourceStore } from '../../../local-cloud/sagemaker/resource-store.ts';
import { openStepFunctions } from '../../../local-cloud/step-functions/open-step-functions.ts';
import { BUCKET, refusalOf, startS3, until } from '../s3/s3-under-test.ts';
import { mountSmallDisk } from './small-disk.ts';

const disk = mountSmallDisk(12);
const onSmallDisk = disk ? describe : describe.skip;
if (!disk) console.warn('a full disk is not tried: this process may not mount one');
afterAll(() => disk?.unmount());

onSmallDisk('on a full disk', () => {
  const stderr = jest.spyOn(console, 'error');
  let folder: string;
  let runs = 0;
  beforeEach(() => {
    stderr.mockReset().mockImplementation(() => {});
    folder = join(disk!.path, `run${runs++}`);
    mkdirSync(folder);
  });
  afterEach(() => disk!.free());

  it('S3 refuses writes with one clear error, goes on reading, and takes writes again when there is room', async () => {
    const under = await startS3({ dataDir: folder });
    const put = (Key: string, size: number) =>
      under.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Buffer.alloc(size, Key) }));
    await put('large', 100_000);
    await put('small', 100);
    disk!.fill();
    const refused = await Promise.all([1, 2, 3, 4].map((n) => refusalOf(put(`no${n}`, n % 2 ? 200_000 : 20_000))));
    expect(new Set(refused.map(String))).toEqual(new Set(['InsufficientStorage,507']));
    const { Body } = await under.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'large' }));
    expect(Buffer.alloc(100_000, 'large').equals(await Body!.transformToByteArray())).toBe(true);
    disk!.free();
    await put('after', 100_000);
    await under.close();
    disk!.fill();
    const again = await startS3({ dataDir: join(disk!.path, 'elsewhere') }).catch((error: Error) => error.message);
    expect(again).toMatch(/full|no space/i);
    disk!.free();
    const second = await startS3({ dataDir: folder });
    const { Contents } = await second.client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['after', 'large', 'small']);
    await second.close();
  });

  it('a log loses lines, not the process, and says how much once there is room', async () => {
    const log = new LogFile(join(folder, 'logs', 'f.log'));
    const text = () => readFileSync(join(folder, 'logs', 'f.log'), 'latin1');
    log.write('before\n');
    await until(() => existsSync(join(folder, 'logs', 'f.log')) && text() === 'before\n');
    disk!.fill();
    for (let line = 0; line < 20; line++) log.write(randomBytes(5000));
    await until(() => log.lostBytes > 0);
    disk!.free();
    await until(() => {
      log.write('after\n');
      return /^\[\d+ bytes of this log could not be written\]$/m.test(text());
    });
    await log.close();
    expect(text()).toMatch(/^before\n/);
    expect(text()).toMatch(/after\n$/);
  });

  it('the outcome of an event and the access log are kept as soon as there is room', async () => {
    const clock = new VirtualClock();
    const outcomes: string[] = [];
    let give = () => {};
    const queue = openEventQueue({
      path: join(folder, 'events.sqlite'),
      deadLetterPath: join(folder, 'dead.jsonl'),
      clock,
      concurrency: 1,
      run: async (_, payload) => {
        await new Promise<void>((resolve) => {
          give = resolve;
        });
        outcomes.push(payload);
        return { payload: 'null' };
      },
    });
    const accesses = openAccessLog(join(folder, 'access.jsonl'));
    queue.push('f', '1');
    queue.push('f', '2');
    disk!.fill();
    expect(() => queue.push('f', JSON.stringify('x'.repeat(200_000)))).toThrow(/full/);
    accesses.record({ principal: 'p', action: 'a', resource: 'r'.repeat(5000) });
    give();
    await until(() => outcomes.length === 1);
    disk!.free();
    accesses.record({ principal: 'p', action: 'a', resource: 'r'.repeat(5000) });
    expect(readFileSync(join(folder, 'access.jsonl'), 'utf8').split('\n')).toHaveLength(2);
    await until(() => {
      clock.advance(5_000);
      give();
      return outcomes.length === 2;
    });
    expect(outcomes).toEqual(['1', '2']);
    queue.stop();
  });

  it('a job whose end could not be written runs again when there is room', async () => {
    const store = new ResourceStore(folder);
    const clock = new VirtualClock();
    let runs = 0;
    const jobs = new RunningJobs(clock, async (name) => {
      runs++;
      store.put('training-job', name, { TrainingJobName: name, FailureReason: 'x'.repeat(100_000) } as never);
    });
    disk!.fill();
    jobs.start('j');
    await until(() => runs === 1);
    disk!.free();
    await until(() => {
      clock.advance(5_000);
      return store.find('training-job', 'j') !== undefined;
    });
    expect(runs).toBeGreaterThan(1);
    await jobs.shutdown();
    store.close();
  });

  it('an execution stands still and goes on', async () => {
    const told: string[] = [];
    const clock = new VirtualClock();
    let hasBeenCalled = false;
    const machines = openStepFunctions({
      dataDir: folder,
      clock,
      accessLog: { record: () => {} },
      invokeLambda: async () => {
        disk!.fill();
        hasBeenCalled = true;
        return 'x'.repeat(200_000);
      },
      callSdk: async () => null,
      onStatusChange: ({ detail }) => void told.push(detail.status),
    });
    const Resource = 'arn:aws:states:::lambda:invoke';
    const arn = machines.putStateMachine({
      name: 'm',
      roleArn: 'arn:aws:iam::000000000000:role/r',
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'Call',
        States: { Call: { Type: 'Task', Resource, Arguments: { FunctionName: 'f' }, End: true } },
      }),
    });
    machines.start();
    await machines.startExecution({ stateMachineArn: arn, input: '{}' }, { accessKeyId: 'k', principal: 'user' });
    await until(() => hasBeenCalled);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual(['RUNNING']);
    disk!.free();
    await until(() => {
      clock.advance(5_000);
      return told.length > 1;
    });
    expect(told).toEqual(['RUNNING', 'SUCCEEDED']);
    machines.stop();
  });
});
