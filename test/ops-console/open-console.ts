import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { buildPage } from '../../local-cloud/console/build-page.ts';
import { type ConsoleSources, createConsoleApp } from '../../local-cloud/console/console-app.ts';
import type { GalleryImage, ImageStory } from '../../shared/contracts/gallery.ts';
import type { ModelReport } from '../../shared/contracts/model-report.ts';
import { choosePage } from '../../shared/read-models/gallery-choice.ts';
import { launchBrowser } from '../worker-portal/browser.ts';
import { manyExecutions, sourcesOfPages } from './sources-of-pages.ts';

export const HOSTILE = '<img src=x onerror="document.title=1">';
const model: ModelReport = {
  modelName: 'birds-abc123-b000001-v1-f1r0a1',
  validationHash: 'c0ffee',
  datasetVersion: 1,
  images: 22,
  metric: 'mAP50',
  score: 0.91,
  others: { mAP5095: 0.6 },
  perLabel: { robin: { score: 0.82, truth: 40 }, [HOSTILE]: { score: null, truth: 0 } },
  errors: { missed: 4, location: 0, label: 1, background: 7 },
  decision: 'deploy',
  reason: "the first model's mAP@.5 is .91",
  difference: null,
  scoredAt: '2026-01-01T12:00:00.000Z',
};
/** Served before, and waits for approval. */
export const [EARLIER, WAITING] = ['birds-abc123-b000000-v0-f1r0a1', 'birds-abc123-b000002-v2-f2r0a1'] as const;
const box = { left: 10, top: 10, width: 30, height: 30, label: 'robin' };
const champion = {
  modelName: model.modelName,
  endpointName: 'birds',
  datasetVersion: 1,
  metric: 'mAP50',
  score: 0.91,
  others: { mAP5095: 0.6 },
  promotedAt: '2026-01-01T12:05:00.000Z',
};
const failure = (arn: string, error: string) => ({
  ...{ executionArn: `arn:birds-abc123-${arn}`, failedState: 'MergeLabels', error },
  ...{ cause: '{"errorMessage":"no room"}', at: '2026-01-01T00:00:00Z' },
});
/** More than any document should hold. */
export const MANY = Array.from({ length: 10_000 }, (_, at): GalleryImage => {
  const sha256 = at.toString(16).padStart(64, '0');
  return {
    ...{ sha256, key: `projects/birds/images/${sha256}.jpg`, width: 100, height: 80, createdAt: '2026-01-01T12:00:00' },
    split: at % 5 ? 'train' : 'validation',
    shapes: [{ ...box, label: at % 2 ? HOSTILE : 'robin', confidence: at / 10_000 }],
    ...{ classes: [], confidence: at / 10_000, by: 'human', batchId: `b00000${at % 3}` },
  };
});
const story: ImageStory = {
  ...{ sha256: MANY[0]!.sha256, key: MANY[0]!.key, name: HOSTILE, bytes: 900, width: 100, height: 80, split: 'train' },
  ...{ ingestedAt: '2026-01-01T11:00:00Z', outcome: 'labeled', reason: null, attempts: 0, label: MANY[0]! },
  batches: [
    {
      ...{ batchId: 'b000001', jobName: 'birds-abc123-b000001' },
      answers: [
        { workerId: 'ana', worker: HOSTILE, shapes: [{ ...box, confidence: null }], raw: '{}' },
        { workerId: 'ben', worker: null, shapes: null, raw: '{"crowd-classifier":{"label":"robin"}}' },
      ],
      declined: [{ worker: 'chi', reason: `too dark ${HOSTILE}`, at: '2026-01-01T12:00:00Z' }],
    },
  ],
  versions: [{ datasetVersion: 1, batchId: 'b000001', note: null }],
  predictions: [
    {
      ...{ modelName: model.modelName, batchId: null, datasetVersion: 1, isChampion: true, raw: '{}' },
      ...{ at: '2026-01-02T12:00:00Z', shapes: [{ ...box, label: HOSTILE, confidence: 0.8 }] },
    },
  ],
  tags: ['night'],
};
export const sentBack: string[] = [];
/** More than anybody wants to scroll through; the second one failed. */
const EXECUTIONS = manyExecutions(10_000).map((one, at) => (at === 1 ? { ...one, status: 'FAILED' } : one));
export const [RUNNING, FAILED] = EXECUTIONS.map(({ name }) => name);
export const told: string[] = [];
export const sources: ConsoleSources = {
  ...sourcesOfPages({
    images: MANY,
    answers: story.batches[0]!.answers,
    hostile: HOSTILE,
    told,
    executions: EXECUTIONS,
  }),
  readOverviews: async () => [
    {
      project: 'birds',
      taskType: 'bounding-box',
      labels: ['robin', HOSTILE],
      withoutTraining: null,
      problem: null,
      pending: 3,
      quarantined: 1,
      batches: [{ batchId: 'b000001', images: 40, reason: 'quiet', labelingJobName: 'birds-abc123-b000001' }],
      dataset: { datasetVersion: 1, train: 30, validation: 10, folder: 'b000001-x', added: 40 },
      training: { holder: null, wanted: 1, trained: 1, failures: 0 },
      champion,
      failures: [failure('b009999', 'ContendedError'), failure('b010000', 'RedrivenError')],
    },
  ],
  listExecutions: async () => EXECUTIONS.slice(0, 50),
  readProgress: async () => ({
    next: '3 of 100; closes by quiet time at 14:32',
    isHeld: false,
    running: {
      executionArn: `arn:${RUNNING}`,
      name: RUNNING!,
      state: 'WaitForLabels',
      phase: 'label',
      labeling: { status: 'InProgress', labeled: 12, unlabeled: 28, failed: 0 },
      training: null,
    },
    endpointStatus: 'InService',
  }),
  readModelReports: async () => [
    model,
    { ...model, modelName: WAITING, reason: `better ${HOSTILE}` },
    { ...model, modelName: EARLIER, score: 0.8 },
  ],
  readModelErrors: async () => ({
    gains: { missed: 0.05, location: 0, label: 0.01, background: 0.02 },
    curves: [
      {
        ...{ label: HOSTILE, truth: 40 },
        points: [0, 0.5, 0.9].map((recall) => ({ recall, precision: 1 - recall / 3, confidence: 1 - recall })),
      },
    ],
    confusion: {
      labels: ['robin', HOSTILE],
      counts: [
        [30, 1, 4],
        [0, 5, 0],
        [7, 0, 0],
      ],
    },
    images: [
      {
        key: 'projects/birds/images/x.jpg',
        width: 100,
        height: 80,
        truth: [box],
        predictions: [{ ...box, left: 60, confidence: 0.9 }],
        errors: ['sees robin (0.90) where nobody marked anything', `misses ${HOSTILE}`],
      },
    ],
  }),
  readModelStanding: async () => ({ earlier: [EARLIER], waiting: [WAITING] }),
  rollBack: async (_, modelName, reason) => void told.push(`rolled back to ${modelName}: ${reason}`),
  decideOnModel: async (_, modelName, approval, reason) => void told.push(`${approval} ${modelName}: ${reason}`),
  readModelComparison: async () => ({
    ...{ champion: 'birds-abc123-b000000-v0-f1r0a1', better: 3, same: 18, worse: 1 },
    images: [
      {
        ...{ key: 'projects/birds/images/x.jpg', width: 100, height: 80, truth: [box] },
        challenger: { predictions: [{ ...box, confidence: 0.9 }], errors: [] },
        champion: { predictions: [], errors: [`misses ${HOSTILE}`] },
      },
    ],
  }),
  readTrainingCurves: async (_, jobName) => ({
    jobName: jobName ?? 'birds-abc123-b000001-v1-f1r0a1',
    status: 'Completed',
    curves: [
      {
        metric: 'train:loss',
        points: Array.from({ length: 40 }, (_unused, at) => ({ seconds: at * 5, value: 3 / (at + 1) })),
      },
      { metric: 'validation:mAP50', points: [{ seconds: 200, value: 0.91 }] },
    ],
  }),
  readImages: async (_, choice, offset, limit) => choosePage(MANY, choice, offset, limit),
  relabelImages: async (_, images, note) => {
    told.push(`${images.length} sent back: ${note}`);
    return images.length;
  },
  excludeImages: async (_, images, note) => {
    told.push(`${images.length} excluded: ${note}`);
    return { images: images.length, datasetVersion: 2 };
  },
  includeImages: async (_, images, from) => {
    told.push(`${images.length} back from ${from}`);
    return { images: images.length, datasetVersion: 3 };
  },
  tagImages: async (_, images, tag, isOn) => {
    told.push(`${images.length} ${isOn ? 'tagged' : 'untagged'}: ${tag}`);
    return images.length;
  },
  listExportFormats: async () => ['ground-truth', 'coco'],
  exportImages: async (_, images, format) => new TextEncoder().encode(`${images.length} as ${format}`),
  readStory: async (_, sha256) => (sha256 === MANY[0]!.sha256 ? story : null),
  readSimilar: async () => [
    {
      ...{ sha256: MANY[1]!.sha256, key: MANY[1]!.key, name: HOSTILE, split: 'train', outcome: 'labeled' },
      ...{ width: 100, height: 80 },
      ...{ similarity: 0.97, isCopy: true },
    },
  ],
  readQuarantine: async () => [
    { key: `incoming/birds/${HOSTILE}`, etag: 'e', bytes: 1, code: 'heic', reason: 'HEIC', at: '2026-01-01T12:00:00Z' },
  ],
  readTroubles: async () => ({
    declined: [
      {
        ...{ batchId: 'b000001', name: 'dark.jpg', sha256: MANY[0]!.sha256, workerId: 'private.us-east-1.1' },
        ...{ worker: 'ana', reason: `nothing to see ${HOSTILE}`, at: '2026-01-01T12:00:00Z' },
      },
    ],
    needsAttention: [{ sha256: MANY[1]!.sha256, name: 'odd.jpg', reason: 'all workers declined' }],
    deleted: [{ sha256: MANY[2]!.sha256, name: 'gone.jpg' }],
    endedJobs: [{ batchId: 'b000000', jobName: 'birds-abc123-b000000', status: 'Stopped', labeled: 3, unlabeled: 5 }],
  }),
  readThumbnail: () =>
    sharp({ create: { width: 100, height: 80, channels: 3, background: '#446' } })
      .jpeg()
      .toBuffer(),
  relabelImage: async (_, key, note) => {
    sentBack.push(`${key}: ${note}`);
    return 'r1';
  },
};

/** Each page by its address, and what stands on it when all of it is there. */
export const PAGES: Array<[path: string, ready: (page: Page) => Locator]> = [
  ['/', (page) => page.getByText('3 of 100; closes by quiet time')],
  ['/projects/birds', (page) => page.getByText('Needs a look')],
  ['/executions?status=RUNNING', (page) => page.getByText(RUNNING!)],
  [`/executions/${RUNNING}?state=WaitForLabels`, (page) => page.getByRole('heading', { name: 'input' })],
  [`/executions/${FAILED}`, (page) => page.getByRole('button', { name: 'give up' })],
  ['/runbook/ContendedError', (page) => page.getByText('What happened.')],
  ['/models/birds', (page) => page.getByRole('img', { name: 'marked objects' })],
  ['/images/birds?batch=b000001', (page) => page.locator('.cells .cell')],
  ['/images/birds', (page) => page.getByText('10000 images of version 1')],
  [`/images/birds/${MANY[0]!.sha256}`, (page) => page.getByRole('img', { name: '1 object: robin' }).nth(1)],
  ['/labeling/birds', (page) => page.getByText('50.0 % apart')],
  ['/datasets/birds', (page) => page.getByText('changed: before and after')],
  ['/money/birds', (page) => page.getByText('3 images wait for money')],
  ['/new', (page) => page.getByRole('button', { name: 'begin' })],
  ['/nowhere', (page) => page.getByText('There is no page')],
];

/** The console over made-up sources, in a browser that has its token. */
export async function openConsole() {
  let host = '';
  const app = createConsoleApp(sources, await buildPage(), 'secret', () => [host]);
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  if (!server.listening) await new Promise((listening) => server.once('listening', listening));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await launchBrowser();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const address = `http://${host}`;
  await page.goto(`${address}/#token=secret`);
  await page.getByRole('link', { name: 'birds', exact: true }).waitFor();
  return {
    page,
    address,
    /** Opens one of PAGES, and waits until all of it is there. */
    async visit(path: string) {
      await page.goto(address + path);
      await PAGES.find(([known]) => known === path)![1](page)
        .first()
        .waitFor();
    },
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** Pixels by which the page is wider than the window. */
export const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
