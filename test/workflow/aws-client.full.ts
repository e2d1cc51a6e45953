import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Laptop, STATE_MACHINE_ARN, until } from './laptop.ts';
import { pictures } from './squares.ts';

const EXECUTION = 'squares-abc123-b000001';
const laptop = new Laptop();
const folder = mkdtempSync(join(tmpdir(), 'labelloop-aws-'));
const hasAwsCli = spawnSync('aws', ['--version']).status === 0;
if (!hasAwsCli) console.warn('skipped: the AWS command line is not installed here');
const withAwsCli = hasAwsCli ? it : it.skip;
let environment: NodeJS.ProcessEnv;

/** The AWS command line with nothing but what `labelloop env` prints. */
function aws(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('aws', args, { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`aws ${args.join(' ')}: ${stderr}`);
  return stdout;
}

beforeAll(async () => {
  await laptop.up();
  await laptop.init('squares');
  const { out } = await laptop.labelloop('env', '--json');
  environment = { PATH: process.env.PATH, HOME: folder, ...JSON.parse(out) };
}, 180_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await laptop.discard();
}, 60_000);

withAwsCli(
  'is served by the AWS command line alone: folders up and down, jobs, executions, the endpoint',
  async () => {
    const bucket = `s3://${laptop.cloud.bucket}`;
    const dropped = await pictures(0, 12);
    for (const picture of dropped) {
      laptop.know(picture);
      writeFileSync(join(folder, picture.name), picture.bytes);
      // S3 tells times in whole seconds, so sync takes a file of the same second for a newer one.
      utimesSync(join(folder, picture.name), 0, 0);
    }
    aws('s3', 'sync', folder, `${bucket}/incoming/squares/`);
    expect(aws('s3', 'ls', `${bucket}/incoming/squares/`).trim().split('\n')).toHaveLength(dropped.length);
    expect(aws('s3', 'sync', folder, `${bucket}/incoming/squares/`)).toBe('');
    laptop.hire();
    writeFileSync(join(folder, 'now'), '');
    aws('s3', 'cp', join(folder, 'now'), `${bucket}/ready/squares`);
    await until(async () => ((await laptop.executions()).length ? true : undefined));
    await laptop.ended(EXECUTION);
    await laptop.dismiss();

    const executionArn = `${STATE_MACHINE_ARN.replace(':stateMachine:', ':execution:')}:${EXECUTION}`;
    const execution = JSON.parse(aws('stepfunctions', 'describe-execution', '--execution-arn', executionArn));
    expect(execution).toMatchObject({ name: EXECUTION, status: 'SUCCEEDED' });
    const jobs = JSON.parse(aws('sagemaker', 'list-labeling-jobs'));
    expect(jobs.LabelingJobSummaryList).toMatchObject([
      { LabelingJobName: EXECUTION, LabelingJobStatus: 'Completed', LabelCounters: { HumanLabeled: dropped.length } },
    ]);
    const answer = join(folder, 'answer.json');
    const image = `fileb://${join(folder, dropped[0]!.name)}`;
    const invocation = [
      '--endpoint-name',
      'labelloop-dev-squares',
      '--content-type',
      'image/jpeg',
      '--body',
      image,
      answer,
    ];
    aws('sagemaker-runtime', 'invoke-endpoint', ...invocation);
    expect(JSON.parse(readFileSync(answer, 'utf8'))).toMatchObject({ annotations: expect.any(Array) });
  },
  240_000,
);

withAwsCli(
  'carries large files and odd names through the AWS command line unchanged',
  () => {
    const bucket = `s3://${laptop.cloud.bucket}`;
    const large = join(folder, 'large.bin');
    writeFileSync(large, Buffer.alloc(20 * 1024 * 1024, 'labelloop'));
    const odd = `${bucket}/scratch/a b+c%20 画像 'x'.bin`;
    aws('s3', 'cp', large, odd);
    aws('s3', 'cp', odd, join(folder, 'back.bin'));
    expect(readFileSync(join(folder, 'back.bin')).equals(readFileSync(large))).toBe(true);
    aws('s3', 'rm', '--recursive', `${bucket}/scratch/`);
    expect(() => aws('s3', 'ls', `${bucket}/scratch/`)).toThrow();
  },
  120_000,
);
