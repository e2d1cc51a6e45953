import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { IMAGES, readLines, work } from './ground-truth-walk-through.ts';
import { startLabeling } from './labeling-under-test.ts';

const root = resolve(import.meta.dirname, '../../..');

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

describe('examples/ground-truth-notebook.py', () => {
  let running: Awaited<ReturnType<typeof startLabeling>>;
  beforeEach(async () => {
    running = await startLabeling();
  });
  afterEach(() => running.close());

  it('runs with boto3 and nothing but the endpoint changed', async () => {
    if (spawnSync('python3', ['-c', 'import boto3']).status !== 0) {
      console.warn('python3 with boto3 is not there: the notebook script is not run');
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'labelloop-notebook-'));
    for (let index = 0; index < IMAGES; index++) writeFileSync(join(folder, `${index}.jpg`), `image ${index}`);
    const { accessKeyId, secretAccessKey } = running.credentials;
    const script = spawn('python3', ['-u', join(root, 'examples/ground-truth-notebook.py')], {
      env: {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL_S3: running.s3.endpoint,
        AWS_ENDPOINT_URL_SAGEMAKER: running.endpoint,
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        IMAGES: folder,
        POLL_SECONDS: '0.2',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const errors: string[] = [];
    script.stderr.on('data', (chunk) => errors.push(String(chunk)));
    const exited = new Promise<number | null>((resolve) => script.once('exit', resolve));
    const ended = new AbortController();
    let working: Promise<unknown> | undefined;
    for await (const line of createInterface({ input: script.stdout }))
      if (line.startsWith('work team:')) working = work(running, ended.signal);
    const code = await exited;
    ended.abort();
    await working;
    expect({ code, errors: errors.join('') }).toEqual({ code: 0, errors: '' });
    expect(await readLines(running, 'train.manifest')).toHaveLength(4);
    expect(await readLines(running, 'validation.manifest')).toMatchObject([
      { category: { annotations: [{ class_id: 0 }] }, 'category-metadata': { 'human-annotated': 'yes' } },
    ]);
  });
});
