import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { workerTemplate } from '../../shared/domain/labeling/worker-template.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { accessibilityProblems } from './accessibility.ts';
import { beginWork, draftKept, launchBrowser, noBrowser, openContext, taskInSight } from './browser.ts';
import { type PortalUnderTest, picture, startPortal } from './portal-under-test.ts';

const LABELS = ['robin', "wren's"];
const template = workerTemplate({
  ...newProject({ project: 'birds', uid: 'abc123', labels: LABELS, taskType: 'bounding-box' }),
  description: 'Draw a box around each bird',
  instructions: { short: 'Tight boxes.', full: 'Also hidden birds.', goodExamples: [], badExamples: [] },
});
if (noBrowser) console.warn(noBrowser);

(noBrowser ? describe.skip : describe)('the portal, in a browser', () => {
  let portal: PortalUnderTest;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [portal, browser] = await Promise.all([startPortal({ reopenSeconds: 1 }), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  });

  async function work(job: string, images: number, worker: string): Promise<FrameLocator> {
    const pictures = await Promise.all(Array.from({ length: images }, (_, index) => picture(800, 600, 20 * index)));
    await portal.createJob(job, { template, labels: LABELS, images: pictures });
    context = await openContext(browser);
    page = await context.newPage();
    await beginWork(page, portal.url, await portal.invite(worker));
    return taskInSight(page);
  }

  /** Presses, drags and releases between two points of the image, given in its pixels. */
  async function drag(frame: FrameLocator, from: [number, number], to: [number, number]): Promise<void> {
    const image = (await frame.locator('.plane img').boundingBox())!;
    const at = ([x, y]: [number, number]) =>
      [image.x + (x * image.width) / 800, image.y + (y * image.height) / 600] as const;
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at(to), { steps: 3 });
    await page.mouse.up();
  }

  /** Where and how large the image stands; the style is written with the next frame. */
  const placeOf = (frame: FrameLocator) =>
    frame.locator('.plane').evaluate(
      (plane: HTMLElement) =>
        new Promise<string>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(plane.style.transform)));
        }),
    );

  const nextTask = async () => {
    const before = await page.locator('iframe.in-sight').elementHandle();
    await page.keyboard.press('Enter');
    await page.waitForFunction((frame) => !frame?.isConnected, before);
    return taskInSight(page);
  };

  it("holds what a worker drew by mouse, by keyboard alone and by four points in the job's output", async () => {
    let frame = await work('Birds', 3, 'ana');
    await drag(frame, [100, 75], [300, 225]);
    await page.keyboard.press('2');
    await drag(frame, [400, 300], [500, 450]);
    expect(await frame.locator('.boxes button').allTextContents()).toEqual(["1. wren's200×150", "2. wren's100×150"]);
    await page.keyboard.press('+');
    const zoomed = await placeOf(frame);
    frame = await nextTask();

    expect(await placeOf(frame)).toBe(zoomed);
    await page.keyboard.press('0');
    await page.keyboard.press('c');
    expect(await frame.locator('.boxes button').allTextContents()).toEqual(["1. wren's200×150", "2. wren's100×150"]);
    await page.keyboard.press('Control+z');
    expect(await frame.locator('.boxes button').count()).toBe(0);
    await page.keyboard.press('1');
    await page.keyboard.press('n');
    for (let step = 0; step < 5; step++) await page.keyboard.press('Control+ArrowLeft');
    await page.keyboard.press('Shift+ArrowDown');
    const [drawn] = await frame.locator('.boxes button').allTextContents();
    expect(drawn).toMatch(/^1\. robin(\d+)×\d+$/);
    frame = await nextTask();

    await page.keyboard.press('e');
    for (const point of [
      [100, 150],
      [300, 100],
      [200, 75],
      [150, 225],
    ] as const)
      await drag(frame, [...point], [...point]);
    await frame.locator('.boxes button').waitFor();
    expect(await frame.locator('.boxes button').allTextContents()).toEqual(['1. robin200×150']);
    await page.keyboard.press('Enter');
    await page.getByText(/All done|This job has ended/).waitFor();

    await portal.ended('birds');
    const labels = (await portal.output('Birds')).map(({ labels }) => labels as { annotations: object[] });
    expect(labels.map(({ annotations }) => annotations.length)).toEqual([2, 1, 1]);
    expect(labels[0]).toMatchObject({ image_size: [{ width: 800, height: 600, depth: 3 }] });
    expect(labels[2]!.annotations[0]).toMatchObject({ class_id: 0, width: 200, height: 150 });
    await context.close();
  }, 60_000);

  it('keeps a draft through a reload, and an answer given offline until it can be sent', async () => {
    let frame = await work('Drafts', 2, 'ben');
    await drag(frame, [100, 75], [300, 225]);
    await draftKept(page);
    await page.reload();
    frame = await taskInSight(page);
    await frame.getByText('1. robin').waitFor();

    await page.locator('iframe:not(.in-sight)[data-ready=true]').waitFor({ state: 'attached' });
    await context.setOffline(true);
    frame = await nextTask();
    await page.getByText('No connection').waitFor();
    await drag(frame, [100, 75], [200, 225]);
    await page.keyboard.press('Enter');
    await page.getByText('2 answers are waiting to be sent').waitFor();
    await context.setOffline(false);
    await page.getByText('All answers are sent').waitFor();
    await portal.ended('drafts');
    expect(
      (await portal.output('Drafts')).map(({ labels }) => (labels as { annotations: object[] }).annotations),
    ).toEqual([
      [expect.objectContaining({ width: 200, height: 150 })],
      [expect.objectContaining({ width: 100, height: 150 })],
    ]);
    await context.close();
  }, 60_000);

  it('lets a guest begin by one link, once, and draw with one finger and zoom with two', async () => {
    await portal.createJob('Touch', { template, labels: LABELS, images: [await picture(800, 600, 3)] });
    const invitation = await portal.invite('guest');
    context = await browser.newContext({ viewport: { width: 1280, height: 800 }, hasTouch: true, locale: 'en-GB' });
    page = await context.newPage();
    await page.goto(`${portal.url}/#invitation=${invitation}&guest`);
    await page.getByRole('link', { name: 'Work on it' }).tap();
    const frame = await taskInSight(page);
    const { x, y } = (await frame.locator('.stage').boundingBox())!;
    const device = await context.newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: Array<[number, number]>) =>
      device.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([left, top], id) => ({ x: x + left, y: y + top, id })),
      });
    await touch('touchStart', [300, 100]);
    await touch('touchMove', [350, 150]);
    await touch('touchMove', [400, 200]);
    await touch('touchEnd');
    await frame.locator('.boxes button').waitFor();
    const fitted = await placeOf(frame);
    await touch('touchStart', [600, 200]);
    await touch('touchMove', [610, 210]);
    await touch('touchStart', [610, 210], [700, 300]);
    await touch('touchMove', [560, 160], [750, 350]);
    await touch('touchEnd');
    expect(await frame.locator('.boxes button').count()).toBe(1);
    const scaleOf = (transform: string) => Number(/scale\((.*)\)/.exec(transform)![1]);
    expect(scaleOf(await placeOf(frame)) / scaleOf(fitted)).toBeCloseTo(190 / 90, 1);
    await page.keyboard.press('Enter');
    await page.getByText(/All done|This job has ended/).waitFor();
    const other = await (await openContext(browser)).newPage();
    await other.goto(`${portal.url}/#invitation=${invitation}&guest`);
    await other.getByText('This invitation has been used').waitFor();
    await other.context().close();
    await context.close();
  }, 60_000);

  it('opens an answer again, declines with a reason, and axe finds nothing on any page, light and dark', async () => {
    const problems: Record<string, string[]> = {};
    const look = async (name: string, colorSchemes: Array<'light' | 'dark'> = ['light']) => {
      for (const colorScheme of colorSchemes) {
        await page.emulateMedia({ colorScheme });
        problems[`${name}, ${colorScheme}`] = await accessibilityProblems(page);
      }
    };
    const pictures = [await picture(800, 600, 1), await picture(800, 600, 2)];
    await portal.createJob('Seen', { template, labels: LABELS, images: pictures, workers: 2 });
    context = await openContext(browser);
    page = await context.newPage();
    await page.goto(portal.url);
    await page.getByLabel('Name').waitFor();
    await look('sign in');
    await page.goto(`${portal.url}/#invitation=${await portal.invite('eve')}`);
    await page.getByLabel('New password').fill('correct horse');
    await look('invitation');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByText('2 left for you').first().waitFor();
    await look('jobs', ['light', 'dark']);
    await page.getByRole('link', { name: 'Work on it' }).click();
    let frame = await taskInSight(page);
    await drag(frame, [100, 75], [300, 225]);
    await look('task', ['light', 'dark']);
    await page.keyboard.press('?');
    await frame.getByText('Keyboard shortcuts').waitFor();
    await look('shortcuts');
    await page.keyboard.press('Escape');
    frame = await nextTask();
    await page.getByText('All answers are sent').waitFor();
    await page.getByRole('button', { name: 'Your last answers' }).click();
    await page.getByRole('button', { name: 'Open again' }).waitFor();
    await look('last answers');
    await page.getByRole('button', { name: 'Open again' }).click();
    await page.frameLocator('iframe.in-sight').getByText('1. robin').waitFor();
    frame = await nextTask();
    await page.getByRole('button', { name: 'Decline …' }).first().click();
    await look('decline');
    await page.getByRole('dialog').getByRole('button', { name: 'Decline …' }).click();
    await page.getByText(/All done|This job has ended/).waitFor();
    await look('done');
    await page.getByRole('link', { name: 'All work' }).last().click();
    await page.getByRole('link', { name: 'Your figures' }).click();
    await page.getByText('Declined').waitFor();
    expect(await page.locator('dd').allTextContents()).toEqual(['1', '1', '1', '0 min']);
    await look('figures');
    for (const [language, title] of [
      ['zh-Hant', '您的統計'],
      ['ja', 'あなたの記録'],
      ['ko', '내 기록'],
    ] as const) {
      await page.getByRole('combobox').selectOption(language);
      await page.getByRole('heading', { name: title }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
    }
    expect(problems).toEqual(Object.fromEntries(Object.keys(problems).map((name) => [name, []])));
    await context.close();
  }, 60_000);
});
