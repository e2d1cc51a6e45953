import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityProblems } from '../accessibility.ts';
import { beginWork, draftKept, launchBrowser, noBrowser, openContext, taskInSight } from '../browser.ts';
import { type PortalUnderTest, startPortal } from '../portal-under-test.ts';

const template = `<crowd-form><crowd-classifier name="kind" header="What is it?" categories="['cat', 'dog']">
  <classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>`;

(noBrowser ? describe.skip : describe)('the frame of a task', () => {
  let portal: PortalUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    [portal, browser] = await Promise.all([startPortal(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  });

  async function open(job: string, texts: string[], html = template): Promise<{ page: Page; begin(): Promise<void> }> {
    await portal.createJob(job, { template: html, labels: ['cat', 'dog'], hook: 'TextMultiClass', texts });
    const page = await (await openContext(browser)).newPage();
    const invitation = await portal.invite(job);
    return { page, begin: () => beginWork(page, portal.url, invitation, job) };
  }

  it('gets its document on a page that is too busy to paint', async () => {
    const { page, begin } = await open('Busy', ['It purrs.', 'It barks.']);
    await page.addInitScript(`if (window === top) {
      const later = setTimeout;
      setTimeout = (callback, milliseconds = 0) => later(callback, milliseconds + 300);
      requestAnimationFrame = (callback) => setTimeout(() => callback(performance.now()));
    }`);
    await begin();
    await (await taskInSight(page)).getByText('It purrs.').waitFor();
    await page.locator('iframe:not(.in-sight)[data-ready=true]').waitFor({ state: 'attached' });
    await page.context().close();
  }, 60_000);

  it('is loaded again when it could not be loaded', async () => {
    const { page, begin } = await open('Lost', ['It purrs.']);
    let requests = 0;
    await page.route('**/frame', (route) => (requests++ === 0 ? route.abort() : route.continue()));
    await begin();
    await (await taskInSight(page)).getByText('It purrs.').waitFor();
    expect(requests).toBe(2);
    await page.context().close();
  }, 60_000);

  it('takes keys that are pressed before it has the focus, and one Enter for one task', async () => {
    const { page, begin } = await open('Quick', ['One.', 'Two.', 'Three.']);
    await begin();
    await (await taskInSight(page)).getByText('One.').waitFor();
    await page.locator('iframe:not(.in-sight)[data-ready=true]').waitFor({ state: 'attached' });
    await page.keyboard.press('1');
    await page.keyboard.down('Enter');
    await page.keyboard.press('2');
    const frame = page.frameLocator('iframe.in-sight');
    await frame.getByText('Two.').waitFor();
    await frame.getByRole('radio', { name: 'dog', checked: true }).waitFor();
    await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.locator('.bar h1').click();
    await page.keyboard.press('1');
    await frame.getByRole('radio', { name: 'cat', checked: true }).waitFor();
    await page.keyboard.press('Enter');
    await frame.getByText('Three.').waitFor();
    await page.context().close();
  }, 60_000);

  it("speaks another language at once, with the worker's answer in it", async () => {
    const { page, begin } = await open('Languages', ['It purrs.']);
    await begin();
    await (await taskInSight(page)).getByRole('radio', { name: 'dog' }).click();
    await draftKept(page);
    await page.getByRole('combobox').selectOption('ja');
    const frame = await taskInSight(page);
    await frame.getByRole('button', { name: '送信' }).waitFor();
    await frame.getByRole('radio', { name: 'dog', checked: true }).waitFor();
    await page.context().close();
  }, 60_000);

  it('says what a template wanted from elsewhere and did not get', async () => {
    const { page, begin } = await open(
      'Elsewhere',
      ['It purrs.'],
      `<script>document.head.append(Object.assign(document.createElement('script'), { src: 'https://cdn.test/x.js' }))</script>${template}`,
    );
    await begin();
    await taskInSight(page);
    await page.getByText('This page may lack something (1)').click();
    await page.getByText('https://cdn.test/x.js').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('comes back when nothing else is left, if it was put off', async () => {
    const { page, begin } = await open('Later', ['One.', 'Two.', 'Three.']);
    await begin();
    const frame = page.frameLocator('iframe.in-sight');
    for (const text of ['One.', 'Two.', 'Three.']) {
      await frame.getByText(text).waitFor();
      await page.locator('iframe:not(.in-sight)[data-ready=true]').waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Later' }).click();
    }
    await frame.getByText(/One|Two/).waitFor();
    await page.context().close();
  }, 60_000);

  it('is replaced by the reason when its template cannot be rendered', async () => {
    const { page, begin } = await open('Broken', ['It purrs.']);
    const error = { code: 'broken-template', message: 'tell who runs it: unknown filter' };
    await page.route('**/next', (route) => route.fulfill({ status: 422, json: { error } }));
    await begin();
    await page.getByText('tell who runs it: unknown filter').waitFor();
    await page.getByText('This task cannot be shown.').waitFor();
    await page.context().close();
  }, 60_000);

  it('is said to be kept for some minutes more when that is not long, and is kept longer when the work goes on', async () => {
    const { page, begin } = await open('Lease', ['It purrs.']);
    await page.clock.install();
    await begin();
    await (await taskInSight(page)).getByText('It purrs.').waitFor();
    expect(await page.getByText('Kept for you').count()).toBe(0);
    await page.clock.fastForward('09:00');
    await page.getByText('Kept for you for 1 more min').waitFor();
    const renewed = page.waitForResponse(/renew$/);
    await page.keyboard.press('1');
    expect((await renewed).status()).toBe(200);
    await page.context().close();
  }, 60_000);
});
