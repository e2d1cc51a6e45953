import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { serve } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { buildPage } from '../../local-cloud/console/build-page.ts';
import { type ConsoleSources, createConsoleApp } from '../../local-cloud/console/console-app.ts';
import type { GalleryImage, ImageStory } from '../../shared/contracts/gallery.ts';
import type { ModelReport } from '../../shared/contracts/model-report.ts';
import { stateGraph } from '../../shared/domain/workflow/state-graph.ts';
import { choosePage } from '../../shared/read-models/gallery.ts';
import { accessibilityProblems } from '../worker-portal/accessibility.ts';
import { launchBrowser, noBrowser } from '../worker-portal/browser.ts';
import { sourcesOfPages } from './sources-of-pages.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(60_000);

const HOSTILE = '<img src=x onerror="document.title=1">';
const machine = readFileSync(new URL('../../statemachine/label-train-deploy.asl.json', import.meta.url), 'utf8');
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
const visit = (state: string, enteredAt: number, exitedAt: number | null) => ({
  state,
  type: 'Task',
  enteredAt,
  exitedAt,
  input: `{"into":"${state}"}`,
  detail: `{"from":"${state}"}`,
  outcome: exitedAt === null ? ('running' as const) : ('done' as const),
});
const failure = (arn: string, error: string) => ({
  ...{ executionArn: `arn:${arn}`, failedState: 'MergeLabels', error },
  ...{ cause: '{"errorMessage":"no room"}', at: '2026-01-01T00:00:00Z' },
});
/** More than any document should hold. */
const MANY = Array.from({ length: 10_000 }, (_, at): GalleryImage => {
  const sha256 = at.toString(16).padStart(64, '0');
  return {
    ...{ sha256, key: `projects/birds/images/${sha256}.jpg`, width: 100, height: 80, createdAt: '2026-01-01T12:00:00' },
    split: at % 5 ? 'train' : 'validation',
    shapes: [{ ...box, label: at % 2 ? HOSTILE : 'robin', confidence: at / 10_000 }],
    ...{ classes: [], confidence: at / 10_000, by: 'human' },
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
};
const stopped: string[] = [];
const sentBack: string[] = [];
const retried: string[] = [];
const told: string[] = [];
const sources: ConsoleSources = {
  ...sourcesOfPages({ images: MANY, answers: story.batches[0]!.answers, hostile: HOSTILE, told }),
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
      failures: [failure('two', 'DeadAgainError'), failure('one', 'RedrivenError')],
    },
  ],
  listExecutions: async () => [
    { executionArn: 'arn:one', name: 'birds-abc123-b000001', status: 'RUNNING', startedAt: 0, stoppedAt: null },
    { executionArn: 'arn:two', name: 'birds-abc123-b000000', status: 'FAILED', startedAt: 0, stoppedAt: 9 },
  ],
  readProgress: async () => ({
    next: '3 of 100; closes by quiet time at 14:32',
    isHeld: false,
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
  readImages: async (_, choice, offset, limit) => choosePage(MANY, choice, offset, limit),
  readStory: async (_, sha256) => (sha256 === MANY[0]!.sha256 ? story : null),
  readSimilar: async () => [
    {
      ...{ sha256: MANY[1]!.sha256, key: MANY[1]!.key, name: HOSTILE, split: 'train', outcome: 'labeled' },
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
  retryProject: async (project) => {
    retried.push(project);
    return 'birds-abc123-b000001-train-v1-f2: trains now';
  },
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
  let address: string;

  beforeAll(async () => {
    let host = '';
    const app = createConsoleApp(sources, await buildPage(), 'secret', () => [host]);
    server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
    if (!server.listening) await new Promise((listening) => server.once('listening', listening));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    address = `http://${host}`;
    await page.goto(`${address}/#token=secret`);
    await page.getByRole('link', { name: 'birds', exact: true }).waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  /** Each page by its address, and what stands on it when all of it is there. */
  const PAGES: Array<[path: string, ready: (page: Page) => Locator]> = [
    ['/', () => page.getByText('3 of 100; closes by quiet time')],
    ['/projects/birds', () => page.getByText('Needs a look')],
    ['/executions?status=RUNNING', () => page.getByText('1 of 2')],
    ['/executions/birds-abc123-b000001?state=WaitForLabels', () => page.getByRole('heading', { name: 'input' })],
    ['/models/birds', () => page.getByRole('img', { name: 'marked objects' })],
    ['/images/birds', () => page.getByText('10000 images of version 1')],
    [`/images/birds/${MANY[0]!.sha256}`, () => page.getByRole('img', { name: '1 object: robin' }).nth(1)],
    ['/labeling/birds', () => page.getByText('50.0 % apart')],
    ['/datasets/birds', () => page.getByText('changed: before and after')],
    ['/money/birds', () => page.getByText('3 images wait for money')],
    ['/new', () => page.getByRole('button', { name: 'begin' })],
    ['/nowhere', () => page.getByText('There is no page')],
  ];
  const visit = async (path: string) => {
    await page.goto(address + path);
    await PAGES.find(([known]) => known === path)![1](page)
      .first()
      .waitFor();
  };

  it('keeps the token: an address alone opens its page, also after a reload, and names no token', async () => {
    await visit('/executions/birds-abc123-b000001?state=WaitForLabels');
    await page.reload();
    await page.getByRole('heading', { name: 'input' }).waitFor();
    expect(page.url()).toBe(`${address}/executions/birds-abc123-b000001?state=WaitForLabels`);
  });

  it('goes back to where it was', async () => {
    await visit('/');
    await page.getByRole('link', { name: 'Executions' }).click();
    await page.getByRole('link', { name: 'birds-abc123-b000001' }).click();
    await page.getByText('Waits for people: 12 of 40').waitFor();
    await page.goBack();
    await page.getByText('2 of 2').waitFor();
    expect(new URL(page.url()).pathname).toBe('/executions');
  });

  it('shows where the loop stands', async () => {
    await visit('/');
    const busy = page.locator('[aria-current=step]');
    expect(await busy.innerText()).toMatch(/labeling\s+12 of 40/);
  });

  it('fits the whole machine into its frame, and zooms and pans by mouse and keyboard', async () => {
    await visit('/executions/birds-abc123-b000001?state=WaitForLabels');
    const frame = (await page.locator('.frame').boundingBox())!;
    const machine = () => page.locator('.machine').boundingBox();
    const inside = (await machine())!;
    const fitted = await page.locator('.machine').getAttribute('style');
    expect(inside.x).toBeGreaterThanOrEqual(frame.x);
    expect(inside.y).toBeGreaterThanOrEqual(frame.y);
    expect(inside.x + inside.width).toBeLessThanOrEqual(frame.x + frame.width);
    expect(inside.y + inside.height).toBeLessThanOrEqual(frame.y + frame.height);
    await page.getByRole('button', { name: 'larger' }).press('Enter');
    const larger = (await machine())!;
    expect(larger.width).toBeCloseTo(inside.width * 1.25, 0);
    await page.mouse.move(frame.x + 5, frame.y + 5);
    await page.mouse.down();
    await page.mouse.move(frame.x + 45, frame.y + 25);
    await page.mouse.up();
    expect((await machine())!.x).toBeCloseTo(larger.x + 40, 0);
    await page.getByRole('button', { name: 'fit' }).click();
    expect(await page.locator('.machine').getAttribute('style')).toBe(fitted);
  });

  it('opens a state of the picture by the keyboard: what went in beside what came out', async () => {
    await visit('/executions/birds-abc123-b000001?state=WaitForLabels');
    await page.locator('.machine').getByRole('button', { name: 'StartMode' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/state=StartMode/);
    const [input, output] = await page.locator('pre').all();
    expect(JSON.parse(await input!.innerText())).toEqual({ into: 'StartMode' });
    expect(JSON.parse(await output!.innerText())).toEqual({ from: 'StartMode' });
  });

  it('stops an execution only when the person is sure', async () => {
    await visit('/projects/birds');
    await page.getByRole('button', { name: 'stop' }).click();
    await page.locator('dialog:modal').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(stopped).toEqual([]);
    await page.getByRole('button', { name: 'stop' }).click();
    const answered = page.waitForResponse(/\/api\/stop/);
    await page.getByRole('button', { name: 'stop it' }).click();
    await answered;
    expect(stopped).toEqual(['arn:one']);
  });

  it('shows ten thousand images with few of them in the document, and keeps the choice in the address', async () => {
    await visit('/images/birds');
    const cells = page.locator('.cells li');
    expect(await cells.count()).toBeLessThan(100);
    await page.getByRole('img', { name: 'robin: 1 object' }).first().waitFor();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator(`a[href$="${MANY.at(-1)!.sha256}"]`).waitFor();
    expect(await cells.count()).toBeLessThan(100);
    await page.getByLabel('class').selectOption('robin');
    await page.getByLabel('confidence below').selectOption('0.5');
    await page.getByText('2500 images of version 1').waitFor();
    expect(new URL(page.url()).search).toBe('?label=robin&below=0.5');
    await page.reload();
    await page.getByText('2500 images of version 1').waitFor();
  });

  it('tells one image by what each worker answered', async () => {
    await visit('/images/birds');
    await page.locator(`a[href$="${MANY[0]!.sha256}"]`).click();
    await page.getByText(`${HOSTILE}: 1 object: robin`).waitFor();
    await page.getByText('declined by chi: too dark').waitFor();
    expect(await page.getByText('"label":"robin"').count()).toBe(1);
    expect(await page.getByText('2 in b000001').count()).toBe(1);
    await page.getByText(/, train: the same picture/).waitFor();
  });

  it('calls nothing a trouble whose execution goes on', async () => {
    await visit('/projects/birds');
    expect(await page.getByText('DeadAgainError').count()).toBe(1);
    expect(await page.getByText('RedrivenError').count()).toBe(0);
  });

  it('tells by name who declined what and why, and which images nobody labeled or are gone', async () => {
    await visit('/projects/birds');
    const told = (word: string) => page.locator('.troubles li').filter({ hasText: word }).innerText();
    await page.getByText('nothing to see').waitFor();
    expect(await told('dark.jpg')).toMatch(/dark\.jpg\s+ana: nothing to see/);
    expect(await told('no label')).toMatch(/odd\.jpg\s+all workers declined/);
    expect(await told('gone.jpg')).toMatch(/^deleted/);
    expect(await told('Stopped')).toMatch(/birds-abc123-b000000\s+3 images labeled, 5 not/);
  });

  it('tries a project again only when the person is sure, and says what came of it', async () => {
    await visit('/projects/birds');
    await page.getByRole('button', { name: 'try again' }).click();
    await page.getByRole('button', { name: 'cancel' }).click();
    expect(retried).toEqual([]);
    await page.getByRole('button', { name: 'try again' }).click();
    await page.locator('dialog').getByRole('button', { name: 'try again' }).click();
    await page.getByText('birds-abc123-b000001-train-v1-f2: trains now').waitFor();
    expect(retried).toEqual(['birds']);
  });

  it('says of a trouble what it means and the command that helps', async () => {
    await visit('/projects/birds');
    const trouble = page.locator('.troubles li').filter({ hasText: 'DeadAgainError' });
    await trouble.getByText('labelloop has no entry for').waitFor();
    expect(await trouble.locator('code').allTextContents()).toEqual(['labelloop retry birds']);
  });

  it('sends an image with a wrong label back to the workers', async () => {
    await visit('/models/birds');
    await page.getByRole('button', { name: 'send back to labeling' }).click();
    await page.getByRole('textbox').fill('the right robin is a shadow');
    await page.getByRole('button', { name: 'send back', exact: true }).click();
    await page.getByText('asked for: r1').waitFor();
    expect(sentBack).toEqual(['projects/birds/images/x.jpg: the right robin is a shadow']);
  });

  it('pauses a worker with a reason, and lets one go on', async () => {
    await visit('/labeling/birds');
    await page.getByRole('button', { name: 'pause' }).click();
    await page.getByRole('textbox').fill('boxes too loose');
    const answered = page.waitForResponse(/\/api\/worker$/);
    await page.getByRole('button', { name: 'pause' }).last().click();
    await answered;
    const again = page.waitForResponse(/\/api\/worker$/);
    await page.getByRole('button', { name: 'let go on' }).click();
    await again;
    expect(told.splice(0)).toEqual(['ana Paused boxes too loose', 'ben Active']);
  });

  it('invites somebody by a link, shows whom gold has paused, and puts images back in line', async () => {
    await visit('/labeling/birds');
    await page.getByRole('button', { name: 'invite somebody' }).click();
    await page.getByRole('textbox').fill('Chi');
    await page.getByRole('button', { name: 'make a link' }).click();
    await page.getByText('http://127.0.0.1/#invitation=Chi').waitFor();
    expect(await page.getByText('paused here by gold').count()).toBe(1);
    await page.getByRole('button', { name: 'label again' }).click();
    await page.getByRole('button', { name: 'put back' }).click();
    await page.getByText('2 images wait for the next batch').waitFor();
  });

  it('lets images go on that wait for money, in two clicks', async () => {
    await visit('/money/birds');
    await page.getByRole('button', { name: 'let them go on' }).click();
    await page.getByRole('button', { name: 'raise and label' }).click();
    await page.getByText('3 images go to labeling').waitFor();
    expect(told.splice(0)).toEqual(['approved birds']);
  });

  it('begins a project, takes a folder, says why a file was refused, and labels: four clicks', async () => {
    await page.goto(`${address}/projects`);
    await page.getByRole('link', { name: 'Begin a project' }).click();
    await page.getByLabel('Classes, in').fill('robin, wren');
    await page.getByLabel('Name').fill('birds');
    await page.getByRole('button', { name: 'begin' }).click();
    const zone = page.getByRole('region', { name: 'drop images' });
    await zone.waitFor();
    await page.locator('input[type=file]').setInputFiles(new URL('../../worker-portal', import.meta.url).pathname);
    await zone.getByText('refused').waitFor();
    await zone.getByText('main.tsx').first().waitFor();
    await zone.getByText('no image at all').first().waitFor();
    await zone.getByRole('button', { name: 'now' }).click();
    await page.getByRole('button', { name: 'label yourself' }).waitFor();
    expect(told.splice(0)).toEqual(expect.arrayContaining(['created birds: robin wren', 'label birds now']));
  });

  it('shows what the serving model sees on an image that somebody brings, and how long it took', async () => {
    await visit('/models/birds');
    const zone = page.getByRole('region', { name: 'try the model' });
    const mimeType = 'image/png';
    const buffer = await sharp({ create: { width: 100, height: 80, channels: 3, background: '#446' } })
      .png()
      .toBuffer();
    await zone.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType, buffer });
    await zone.getByText('1 object in 12 ms').waitFor();
    await zone.getByRole('slider').fill('0.1');
    await zone.getByText('2 objects in 12 ms').waitFor();
  });

  it('takes labels and file names for text', async () => {
    await visit('/models/birds');
    await page.getByText(HOSTILE).nth(1).waitFor({ state: 'attached' });
    await visit('/projects/birds');
    await page.getByText(HOSTILE).nth(1).waitFor({ state: 'attached' });
    expect(await page.title()).not.toBe('1');
  });

  it.each(PAGES)('%s: axe has nothing to say, and nothing scrolls sideways', async (path) => {
    const views = [
      { width: 1280, colorScheme: 'light' },
      { width: 390, colorScheme: 'dark' },
    ] as const;
    for (const { width, colorScheme } of views) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await visit(path);
      const problems = await accessibilityProblems(page);
      // In the fitted picture states are small; the list beside it has the same, large enough (WCAG 2.5.8, equivalent).
      expect(problems.filter((problem) => !/^target-size: (?!.*class="(?!state))/s.test(problem))).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect({ path, width, wide }).toEqual({ path, width, wide: 0 });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('says that the cloud is gone, and goes on by itself when it is back', async () => {
    await visit('/');
    await page.route('**/api/**', (route) => route.abort());
    await page.getByText('the laptop cloud does not answer').waitFor();
    await page.unroute('**/api/**');
    await page.getByText('live', { exact: true }).waitFor();
  });

  it('loads at most 120 KB of script', async () => {
    const { script } = await buildPage();
    expect(gzipSync(script).length).toBeLessThan(120 * 1024);
  });
});
