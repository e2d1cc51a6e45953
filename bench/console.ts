import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { startCloud } from '../local-cloud/cloud.ts';
import type { ExecutionRecord } from '../local-cloud/step-functions/execution/records.ts';
import { ExecutionStore } from '../local-cloud/step-functions/execution-store.ts';
import { writeObject } from '../shared/aws/s3.ts';
import { projectKeys } from '../shared/domain/project/bucket-keys.ts';
import { newProject } from '../shared/domain/project/new-project.ts';
import { sha256 } from '../shared/sha256.ts';

/**
 * The console over many executions and images: first rows, and frames while somebody scrolls. It is the laptop cloud
 * itself with its console in a browser; executions and the dataset are written beforehand. argv: executions, images.
 */
const [executions = 10_000, images = 100_000] = process.argv.slice(2).map(Number);
const PROJECT = 'birds';
const PICTURES = 300;
const SCROLLED_MS = 6000;
const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-bench-console-'));

/** Runs the cloud with this process as its client. */
async function withCloud<Result>(work: (cloud: Awaited<ReturnType<typeof startCloud>>) => Promise<Result>) {
  const cloud = await startCloud({ dataDir, port: 0 });
  const { accessKeyId, secretAccessKey } = cloud.credentials;
  Object.assign(process.env, { AWS_ENDPOINT_URL: cloud.endpoint, AWS_REGION: 'us-east-1' });
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
}

/** One picture in so many is of its own; the lines are all different. */
async function fill(bucket: string): Promise<void> {
  const keys = projectKeys(PROJECT);
  const project = newProject({ project: PROJECT, uid: 'abc123', labels: ['robin', 'wren'], taskType: 'bounding-box' });
  await writeObject(bucket, keys.config, JSON.stringify(project), 'application/json');
  const pictures: string[] = [];
  for (let at = 0; at < PICTURES; at++) {
    const background = { r: (at * 37) % 256, g: (at * 91) % 256, b: 120 };
    const bytes = await sharp({ create: { width: 640, height: 480, channels: 3, background } })
      .jpeg()
      .toBuffer();
    pictures.push(keys.image(sha256(bytes), 'jpg'));
    await writeObject(bucket, pictures.at(-1)!, bytes, 'image/jpeg');
  }
  const line = (at: number) =>
    JSON.stringify({
      'source-ref': `s3://${bucket}/${pictures[at % PICTURES]}#${at}`,
      labels: {
        image_size: [{ width: 640, height: 480, depth: 3 }],
        annotations: [0, 1, 2].map((n) => ({ class_id: n % 2, left: 40 + 150 * n, top: 60, width: 120, height: 200 })),
      },
      'labels-metadata': {
        objects: [0, 1, 2].map((n) => ({ confidence: ((at * 7 + n) % 1000) / 1000 })),
        'class-map': { '0': 'robin', '1': 'wren' },
        ...{ type: 'groundtruth/object-detection', 'human-annotated': 'yes', 'job-name': 'labeling-job/x' },
        'creation-date': '2026-01-01T12:00:00.000000',
      },
    });
  const lines = Array.from({ length: images }, (_, at) => line(at));
  const text = (part: string[]) => part.map((one) => `${one}\n`).join('');
  const train = lines.slice(0, Math.ceil(images * 0.8));
  const folder = 'b000001-0123456789abcdef';
  await writeObject(bucket, keys.datasetManifest(folder, 'train'), text(train), 'application/json');
  await writeObject(bucket, keys.datasetManifest(folder, 'validation'), text(lines.slice(train.length)), 'text/plain');
  const version = { datasetVersion: 1, folder, batches: { b000001: 'e' }, added: images };
  const sides = { train: train.length, validation: images - train.length };
  const head = { version: 1, writerId: folder, head: 1, versions: [{ ...version, ...sides }] };
  await writeObject(bucket, keys.datasetHead, JSON.stringify(head), 'application/json');
}

function fillExecutions(stateMachineArn: string): void {
  const store = new ExecutionStore(join(dataDir, 'step-functions'));
  const machine = store.stateMachines().find(({ arn }) => stateMachineArn === '' || arn === stateMachineArn)!;
  store.transaction(() => {
    for (let at = 0; at < executions; at++) {
      const name = `${PROJECT}-abc123-b${String(at).padStart(6, '0')}`;
      const startedAt = Date.UTC(2026, 0, 1) + at * 60_000;
      store.saveExecution({
        ...{ arn: `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`, name, startedAt },
        ...{ stateMachineArn: machine.arn, stateMachineName: machine.name, roleArn: machine.roleArn, input: {} },
        ...{ definitionHash: machine.definitionHash, status: at % 7 ? 'SUCCEEDED' : 'FAILED', output: {} },
        ...{ stoppedAt: startedAt + 50_000, redriveCount: 0, lastEventId: 1 },
      } satisfies ExecutionRecord);
    }
  });
  store.close();
}

/** Milliseconds from a click on the navigation until `selector` is on the page. */
async function firstRows(page: Page, link: string, selector: string): Promise<number> {
  await page.getByRole('link', { name: 'Projects', exact: true }).click();
  await page.getByRole('heading', { name: 'Projects' }).waitFor();
  return page.evaluate(
    ([name, wanted]) =>
      new Promise<number>((resolve) => {
        const began = performance.now();
        const look = () => document.querySelector(wanted!) && resolve(performance.now() - began);
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
        [...document.querySelectorAll('nav a')]
          .find((one) => one.textContent === name)!
          .dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
      }),
    [link, selector] as const,
  );
}

/** Milliseconds between frames while the page moves by `step` pixels in each: median, 95th of a hundred, longest. */
async function framesWhileScrolling(page: Page, step: number) {
  const frames = await page.evaluate(
    ([pixels, milliseconds]) =>
      new Promise<number[]>((resolve) => {
        const taken: number[] = [];
        let last = performance.now();
        const end = last + milliseconds!;
        const next = (now: number) => {
          taken.push(now - last);
          last = now;
          scrollBy(0, pixels!);
          if (now < end) requestAnimationFrame(next);
          else resolve(taken.slice(1));
        };
        requestAnimationFrame(next);
      }),
    [step, SCROLLED_MS] as const,
  );
  const sorted = frames.sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))]!);
  return `median ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)} ms of ${sorted.length} frames`;
}

const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!);

await withCloud(async ({ bucket }) => fill(bucket));
fillExecutions('');
await withCloud(async ({ consoleUrl }) => {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const opened = performance.now();
  await page.goto(consoleUrl);
  await page.getByRole('link', { name: PROJECT, exact: true }).waitFor();
  console.log(`first page of a cloud that has just started: ${Math.round(performance.now() - opened)} ms`);
  console.log(`images, asked for at once: ${Math.round(await firstRows(page, 'Images', '.cells .cell'))} ms`);
  for (const [link, selector, step] of [
    ['Executions', '.executions tbody a', 60],
    ['Images', '.cells .cell', 60],
  ] as const) {
    const times: number[] = [];
    for (let run = 0; run < 5; run++) times.push(await firstRows(page, link, selector));
    console.log(`${link}: first rows ${median(times)} ms (5 runs, longest ${Math.round(Math.max(...times))})`);
    console.log(`${link}: slowly   ${await framesWhileScrolling(page, step)}`);
    console.log(`${link}: fast     ${await framesWhileScrolling(page, step * 10)}`);
    console.log(`${link}: ${await page.evaluate(() => document.querySelectorAll('*').length)} elements in the page`);
  }
  await browser.close();
});
process.exit(0);
