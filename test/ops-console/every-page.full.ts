import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { readTar } from '../../shared/tar.ts';
import { accessibilityProblems } from '../worker-portal/accessibility.ts';
import { launchBrowser, noBrowser } from '../worker-portal/browser.ts';
import { pictures } from '../workflow/squares.ts';
import { sideways } from './open-console.ts';
import { LABELED, RunningDemo, UNLABELED } from './running-demo.ts';

jest.setTimeout(240_000);

const VIEWS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const;

if (noBrowser) console.warn(noBrowser);
(noBrowser ? describe.skip : describe)("every page of a running cloud's console", () => {
  const demo = new RunningDemo();
  const { executions, laptop } = demo;
  let browser: Browser;
  let page: Page;
  let origin: string;
  /** What the browser's own console complained of. */
  const complaints: string[] = [];

  const visit = async (path: string) => {
    await page.goto(origin + path);
    await page.getByText('live', { exact: true }).waitFor();
  };
  const pill = (text: string) => page.locator('.title .pill', { hasText: text });

  beforeAll(async () => {
    await demo.begin();
    origin = new URL(laptop.cloud.consoleUrl!).origin;
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
    await page.goto(laptop.cloud.consoleUrl!);
    await page.getByText('live', { exact: true }).waitFor();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await demo.end();
  }, 60_000);

  /** What a stranger sees on each page. */
  const PAGES: Array<[path: () => string, seen: () => Array<Locator | string | RegExp>]> = [
    [() => '/', () => ['squares', 'faulty', 'needs a look', `0 of ${UNLABELED}`, 'InService']],
    [
      () => '/projects/squares',
      () => ['Drop a folder or images here', 'truncated-jpeg', 'broken/half.jpg', 'label yourself', executions.waits],
    ],
    [() => '/projects/faulty', () => ['TrainingJobFailed', 'Who did what', /changed/]],
    [
      () => '/executions',
      () => [
        executions.done,
        executions.waits,
        executions.failed,
        'its model serves',
        'in WaitForLabels',
        'Dead letters',
      ],
    ],
    [() => '/executions?status=FAILED', () => [executions.failed, /TrainingJobFailed in \w+/]],
    [
      () => `/executions/${executions.done}?state=ScoreModel`,
      () => [
        /took \d/,
        /costs \$\d/,
        page.locator('.state.done', { hasText: 'PromoteModel' }),
        /"decision": ?"deploy"/,
      ],
    ],
    [
      () => `/executions/${executions.waits}`,
      () => [
        /Waits for people for .*: 0 of 3 images are labeled/,
        'see who works, or invite somebody',
        page.locator('.state.running', { hasText: 'WaitForLabels' }),
      ],
    ],
    [
      () => `/executions/${executions.failed}`,
      () => ['17 boxes have no area', 'fails: line 30', 'try again', 'give up', 'runbook'],
    ],
    [() => '/runbook/TrainingJobFailed', () => ['What happened.', 'labelloop retry']],
    [
      () => '/labeling/squares',
      () => ['b000002', 'b000001', 'Where people disagree', /\d of 3 images/, page.getByRole('row', { name: /^ana/ })],
    ],
    [
      () => '/images/squares',
      () => [
        `${LABELED} images of version 1`,
        page.locator('.facet', { hasText: /^red\d+$/ }),
        page.getByRole('img', { name: 'red, blue: 2 objects' }),
      ],
    ],
    [() => '/images/squares?show=refused', () => ['broken/half.jpg', 'truncated-jpeg']],
    [() => '/images/squares?worker=nobody', () => ['None fits all of this.']],
    [
      () => '/datasets/squares',
      () => ['Balance', page.getByText(`${LABELED} boxes`), 'Sides and hands', 'a labeling job', /\d+ images/],
    ],
    [
      () => '/models/squares',
      () => [
        'deploy',
        'serves',
        'How it learned',
        page.getByRole('img', { name: /^training loss: \d+ values/ }),
        'precision (up) by recall (right), IoU .5',
        'people marked (rows), the model saw (columns)',
        'Try it: drop an image here',
      ],
    ],
    [
      () => '/money/squares',
      () => ['Labeling budget', 'No limit.', /Trainings in \d{4}-\d\d/, 'When nothing happens', executions.done],
    ],
    [() => '/new', () => ['Begin a project', 'Classes, in the order of their ids', 'People an image']],
    [() => '/nowhere', () => ['There is no page']],
  ];

  beforeEach(async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it.each(PAGES.map((each) => [each[0].toString().replace('() => ', ''), ...each] as const))(
    '%s: says what a stranger wants to know; broad and narrow, by day and by night',
    async (_, path, seen) => {
      await visit(path());
      for (const one of seen()) {
        const locator = typeof one === 'string' || one instanceof RegExp ? page.getByText(one) : one;
        await locator.first().waitFor({ state: 'attached' });
      }
      for (const { width, colorScheme } of VIEWS) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        expect({ width, wide: await sideways(page) }).toEqual({ width, wide: 0 });
        const problems = await accessibilityProblems(page);
        // In the fitted picture states are small; the list beside it has the same, large enough (WCAG 2.5.8, equivalent).
        expect(problems.filter((problem) => !/^target-size: (?!.*class="(?!state))/s.test(problem))).toEqual([]);
      }
      expect(complaints.splice(0)).toEqual([]);
    },
  );

  it('tells one image from its file to what models say of it', async () => {
    await visit('/images/squares?split=validation');
    await page.locator('.cells a').first().click();
    for (const text of ['What is known', 'SHA-256', 'What workers answered', 'What models said', /square-\d+\.jpg/])
      await page.getByText(text).first().waitFor();
    await page
      .getByText(/^(ana|ben|chi): \d objects?/)
      .nth(1)
      .waitFor();
    await page.getByText(/-v1-f1r0a1\s*serves/).waitFor();
    const name = await page.locator('h1').innerText();
    const told = await demo.type('story', name, '--project', 'squares');
    expect(told).toContain('labeling job squares-abc123-b000001');
    expect(told).toMatch(/model +squares-abc123-b000001-v1-f1r0a1 \(serves now\)/);
  });

  it('asks the model that serves, and says how long it took', async () => {
    await visit('/models/squares');
    const buffer = (await pictures(70, 1))[0]!.bytes;
    const zone = page.getByRole('region', { name: 'try the model' });
    await zone.locator('input[type=file]').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
    await zone.getByText(/\d+ objects? in \d+ ms/).waitFor();
  });

  it('tags what is chosen, filters by it, and exports it as COCO; the command line sees the same', async () => {
    await visit('/images/squares');
    // The first look of a gallery that is being read has another order.
    await page.getByText(`${LABELED} images of version 1`).waitFor();
    await page.getByRole('button', { name: 'choose images' }).click();
    for (const number of [1, 2])
      await page.getByRole('checkbox', { name: `choose image ${number}`, exact: true }).check();
    const bar = page.getByRole('region', { name: 'chosen images' });
    await bar.getByRole('button', { name: 'tag', exact: true }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('by night');
    await page.getByRole('dialog').getByRole('button', { name: 'tag them' }).click();
    await page.getByRole('button', { name: 'by night 2' }).click();
    await page.getByText('2 images of version 1').waitFor();
    await bar.getByLabel('export as').selectOption('coco');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      bar.getByRole('button', { name: 'export', exact: true }).click(),
    ]);
    const files = [...readTar(gunzipSync(readFileSync(await download.path())))];
    const images = files.flatMap(({ name, content }) =>
      name.endsWith('.json') && !name.endsWith('loss.json') ? (JSON.parse(content.toString()).images ?? []) : [],
    );
    expect(images).toHaveLength(2);
    const list = JSON.parse(await demo.type('images', '--where', 'tag=by night', '--project', 'squares', '--json'));
    expect(list).toMatchObject({ images: [{ tags: ['by night'] }, { tags: ['by night'] }], tags: { 'by night': 2 } });
  });

  it('takes images out of the dataset by the command line and back; the page shows both versions', async () => {
    const out = ['images', 'exclude', '--where', 'tag=by night', '--project', 'squares', '--reason', 'too dark'];
    expect(await demo.type(...out)).toContain('version 2 is without 2 images');
    await visit('/images/squares');
    await page.getByText(`${LABELED - 2} images of version 2`).waitFor();
    expect(await demo.type('images', 'include', '--project', 'squares')).toContain('2 images are back');
    await page.getByText(`${LABELED} images of version 3`).waitFor();
    await visit('/datasets/squares?version=2');
    await page.getByText('too dark').waitFor();
    expect(await demo.type('audit', '--project', 'squares')).toMatch(/included[\s\S]*excluded[\s\S]*tagged/);
  });

  it('gives a lost event to its function again, by the page and by the command line', async () => {
    await visit('/executions');
    const letters = page.getByRole('region', { name: 'dead letters' });
    await letters.getByText('ContendedError: others change the counter').waitFor();
    await letters.getByRole('button', { name: 'try anew' }).click();
    await letters.getByText('1 event went to its function again').waitFor();
    expect(await demo.type('dead-letters')).toBe('no dead letter\n');
    demo.loseEvent('lost-2');
    expect(await demo.type('dead-letters', 'redrive', '--all')).toContain('1 dead letter');
  });

  it('tries a failed execution again in two clicks, and shows that it goes well now', async () => {
    await demo.type('config', 'faulty', 'training.hyperparameters.behaviour=right');
    await visit(`/executions/${executions.failed}`);
    await page.getByRole('button', { name: 'try again' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'try again' }).click();
    await page
      .locator('.note')
      .filter({ hasText: /Dealt with: tried again|trains now/ })
      .waitFor();
    await visit('/executions?project=faulty');
    await page.locator('.executions tbody tr').nth(1).waitFor();
    const name = await page.locator('.executions tbody a').first().innerText();
    expect(name).not.toBe(executions.failed);
    await page.locator('.executions tbody a').first().click();
    await pill('succeeded').waitFor({ timeout: 120_000 });
    await page.locator('.state.done', { hasText: 'PromoteModel' }).waitFor();
    await visit('/');
    await page.getByRole('heading', { name: /^faulty/ }).waitFor();
    await page.getByText('needs a look').waitFor({ state: 'detached' });
  });

  it('stops an execution in two clicks and redrives it in two: it waits for people again', async () => {
    await visit('/executions?status=RUNNING');
    await page.getByRole('link', { name: executions.waits }).click();
    await page.getByRole('button', { name: 'stop' }).click();
    await page.getByRole('button', { name: 'stop it' }).click();
    await pill('aborted').waitFor();
    await visit('/executions');
    await page.getByRole('link', { name: executions.waits }).click();
    await page.getByRole('button', { name: 'redrive' }).click();
    await pill('running').waitFor();
    await page.locator('.state.running', { hasText: 'WaitForLabels' }).waitFor();
  });

  it('leads from nothing to labeling in four clicks', async () => {
    await visit('/projects');
    await page.getByRole('link', { name: 'Begin a project' }).click();
    await page.getByLabel('Classes, in').fill('red, blue');
    await page.getByRole('button', { name: 'begin' }).click();
    const zone = page.getByRole('region', { name: 'drop images' });
    const photos = await Promise.all(
      (await pictures(90, 2)).map(async ({ name, bytes }) => {
        const file = join(laptop.dataDir, name);
        writeFileSync(file, bytes);
        return file;
      }),
    );
    await zone.locator('input[type=file]').evaluate((input) => input.removeAttribute('webkitdirectory'));
    await zone.locator('input[type=file]').setInputFiles(photos);
    await zone.getByText('2 accepted').waitFor();
    await zone.getByRole('button', { name: /^label 2 images now/ }).click();
    const [portal] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'label yourself' }).click(),
    ]);
    await portal.waitForURL(/#|jobs|tasks/);
    await portal.getByRole('link').or(portal.getByRole('button')).first().waitFor();
    await portal.close();
    await page.getByText(/0 of 2/).waitFor({ timeout: 120_000 });
  });

  it('leaves the browser nothing to complain of', () => expect(complaints).toEqual([]));
});
