import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { beginWork, launchBrowser, noBrowser, openContext, taskInSight } from '../browser.ts';
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

  async function open(job: string, texts: string[]): Promise<{ page: Page; begin(): Promise<void> }> {
    await portal.createJob(job, { template, labels: ['cat', 'dog'], hook: 'TextMultiClass', texts });
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
});
