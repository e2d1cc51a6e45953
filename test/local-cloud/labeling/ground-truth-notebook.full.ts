import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { inviteWorker } from '../../../cli/invite-worker.ts';
import { startCloud } from '../../../local-cloud/cloud.ts';
import { drawBirds, EPOCHS, HELD_OUT, TEAM, work } from './ground-truth-walk-through.ts';

const root = resolve(import.meta.dirname, '../../..');
const region = 'us-east-1';

/** Generous: other work may share the machine. */
jest.setTimeout(300_000);

const folder = mkdtempSync(join(tmpdir(), 'labelloop-notebook-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hasBoto3 = () => spawnSync('python3', ['-c', 'import boto3']).status === 0;

describe('examples/ground-truth-notebook.py', () => {
  (hasBoto3() ? it : it.skip)(
    'goes from images to an endpoint that finds the bird, with nothing but the endpoint changed (skips without boto3)',
    async () => {
      const images = join(folder, 'images');
      mkdirSync(images);
      const truths = await drawBirds(images);
      const cloud = await startCloud({ dataDir: join(folder, 'data'), port: 0, reopenSeconds: 0 });
      const { endpoint, credentials } = cloud;
      const script = spawn('python3', ['-u', join(root, 'examples/ground-truth-notebook.py')], {
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          AWS_ENDPOINT_URL: endpoint,
          AWS_DEFAULT_REGION: region,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          IMAGES: images,
          EPOCHS,
          POLL_SECONDS: '0.2',
          PAGE: join(folder, 'predictions.html'),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const errors: string[] = [];
      script.stderr.on('data', (chunk) => errors.push(String(chunk)));
      const exited = new Promise<number | null>((exit) => script.once('exit', exit));
      const ended = new AbortController();
      const invite = async (name: string) =>
        (await inviteWorker({ endpoint, region, credentials }, name, TEAM)).invitation;
      let working: Promise<unknown> | undefined;
      const lines: string[] = [];
      for await (const line of createInterface({ input: script.stdout })) {
        lines.push(line);
        if (line.startsWith('work team:')) working = work(cloud.portalUrl, invite, truths, ended.signal);
      }
      const code = await exited;
      ended.abort();
      await working;
      await cloud.stop();

      expect({ code, errors: errors.join('') }).toEqual({ code: 0, errors: '' });
      const output = lines.join('\n');
      expect(output).toContain("labelloop's own detector runs in place of the built-in object-detection (SSD)");
      const [, batch] = /^batch: (.*)$/m.exec(output)!;
      expect(output).toContain(`endpoint: ${batch}`);
      const [[label, score, xmin, ymin]] = JSON.parse(batch!);
      const { width, height, boxes } = truths.get(HELD_OUT)!;
      expect(label).toBe(0);
      expect(score).toBeGreaterThan(0.2);
      expect(Math.abs(xmin * width - boxes[0]!.left)).toBeLessThan(boxes[0]!.width / 4);
      expect(Math.abs(ymin * height - boxes[0]!.top)).toBeLessThan(boxes[0]!.height / 4);
      expect(readFileSync(join(folder, 'predictions.html'), 'utf8')).toMatch(/<b>bird 0\.\d\d<\/b>/);
    },
  );
});
