import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { buildPage } from '../../local-cloud/console/build-page.ts';
import { type ConsoleSources, createConsoleApp } from '../../local-cloud/console/console-app.ts';
import type { ModelReport } from '../../shared/contracts/model-report.ts';
import { stateGraph } from '../../shared/domain/workflow/state-graph.ts';
import { accessibilityProblems } from '../worker-portal/accessibility.ts';
import { launchBrowser, noBrowser } from '../worker-portal/browser.ts';

const HOSTILE = '<img src=x onerror="document.title=1">';
const machine = readFileSync(new URL('../../statemachine/label-train-deploy.asl.json', import.meta.url), 'utf8');
const model: ModelReport = {
  modelName: 'birds-abc123-b000001-v1-f1r0a1',
  validationHash: 'c0ffee',
  datasetVersion: 1,
  images: 22,
  map50: 0.91,
  map5095: 0.6,
  perLabel: { robin: { ap50: 0.82, truth: 40 }, [HOSTILE]: { ap50: null, truth: 0 } },
  errors: { missed: 4, location: 0, label: 1, background: 7 },
  decision: 'deploy',
  reason: "the first model's mAP@.5 is .91",
  difference: null,
  scoredAt: '2026-01-01T12:00:00.000Z',
};
const box = { left: 10, top: 10, width: 30, height: 30, label: 'robin' };
const champion = {
  modelName: model.modelName,
  endpointName: 'birds',
  datasetVersion: 1,
  map50: 0.91,
  map5095: 0.6,
  promotedAt: '2026-01-01T12:05:00.000Z',
};
const visit = (state: string, enteredAt: number, exitedAt: number | null) => ({
  state,
  type: 'Task',
  enteredAt,
  exitedAt,
  detail: `{"from":"${state}"}`,
  outcome: exitedAt === null ? ('running' as const) : ('done' as const),
});
const stopped: string[] = [];
const sentBack: string[] = [];
const sources: ConsoleSources = {
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
      failures: [],
    },
  ],
  listExecutions: async () => [
    { executionArn: 'arn:one', name: 'birds-abc123-b000001', status: 'RUNNING', startedAt: 0, stoppedAt: null },
  ],
  readProgress: async () => ({
    next: '3 of 100; closes by quiet time at 14:32',
    running: {
      executionArn: 'arn:one',
      name: 'birds-abc123-b000001',
      state: 'WaitForLabels',
      phase: 'label',
      labeling: { status: 'InProgress', labeled: 12, unlabeled: 28, failed: 0 },
      training: null,
    },
    endpointStatus: 'InService',
  }),
  readStateGraph: async () => stateGraph(JSON.parse(machine)),
  readStateVisits: async () => [visit('StartMode', 0, 5), visit('WaitForLabels', 5, null)],
  readModelReports: async () => [model],
  readModelErrors: async () => ({
    gains: { missed: 0.05, location: 0, label: 0.01, background: 0.02 },
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
  readQuarantine: async () => [
    { key: `incoming/birds/${HOSTILE}`, etag: 'e', bytes: 1, code: 'heic', reason: 'HEIC', at: '2026-01-01T12:00:00Z' },
  ],
  readThumbnail: () =>
    sharp({ create: { width: 100, height: 80, channels: 3, background: '#446' } })
      .jpeg()
      .toBuffer(),
  redriveExecution: async () => {},
  stopExecution: async (arn) => void stopped.push(arn),
  relabelImage: async (_, key, note) => {
    sentBack.push(`${key}: ${note}`);
    return 'r1';
  },
};

if (noBrowser) console.warn(noBrowser);
(noBrowser ? describe.skip : describe)('the console in a browser', () => {
  let browser: Browser;
  let server: Server;
  let page: Page;

  beforeAll(async () => {
    let host = '';
    const app = createConsoleApp(sources, await buildPage(), 'secret', () => [host]);
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
    if (!server.listening) await new Promise((listening) => server.once('listening', listening));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(`http://${host}/#token=secret`);
    await page.getByRole('img', { name: 'marked objects' }).waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  it('shows where the loop stands', async () => {
    const busy = page.locator('[aria-current=step]');
    expect(await busy.innerText()).toMatch(/labeling\s+12 of 40/);
    expect(await page.getByText('3 of 100; closes by quiet time').isVisible()).toBe(true);
    expect(await page.getByText('serves', { exact: true }).isVisible()).toBe(true);
  });

  it('opens the running execution, and a state of its picture by the keyboard', async () => {
    await page.locator('.machine').getByRole('button', { name: 'WaitForLabels' }).focus();
    await page.keyboard.press('Enter');
    expect(JSON.parse(await page.locator('pre').innerText())).toEqual({ from: 'WaitForLabels' });
  });

  it('stops an execution only when the person is sure', async () => {
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.getByRole('button', { name: 'stop' }).click();
    expect(stopped).toEqual([]);
    page.once('dialog', (dialog) => void dialog.accept());
    const answered = page.waitForResponse(/\/api\/stop/);
    await page.getByRole('button', { name: 'stop' }).click();
    await answered;
    expect(stopped).toEqual(['arn:one']);
  });

  it('sends an image with a wrong label back to the workers', async () => {
    page.once('dialog', (dialog) => void dialog.accept('the right robin is a shadow'));
    await page.getByRole('button', { name: 'send back to labeling' }).click();
    await page.getByText('asked for: r1').waitFor();
    expect(sentBack).toEqual(['projects/birds/images/x.jpg: the right robin is a shadow']);
  });

  it('takes labels and file names for text', async () => {
    expect(await page.getByText(HOSTILE).count()).toBeGreaterThan(2);
    expect(await page.title()).not.toBe('1');
  });

  it.each(['light', 'dark'] as const)('leaves axe nothing to say, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
