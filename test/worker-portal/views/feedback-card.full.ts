import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { workerTemplate } from '../../../shared/domain/labeling/worker-template.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { accessibilityProblems } from '../accessibility.ts';
import { beginWork, launchBrowser, noBrowser, openContext, taskInSight } from '../browser.ts';
import { type PortalUnderTest, picture, startPortal } from '../portal-under-test.ts';

const MOST_TASKS = 20;
const KNOWN = { class_id: 0, left: 100, top: 75, width: 200, height: 150 };
const template = workerTemplate({
  ...newProject({ project: 'birds', uid: 'abc123', labels: ['robin'], taskType: 'bounding-box' }),
  description: 'Draw a box around each bird',
  instructions: { short: '', full: '', goodExamples: [], badExamples: [] },
});

(noBrowser ? describe.skip : describe)('images whose labels are known', () => {
  let portal: PortalUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    [portal, browser] = await Promise.all([startPortal(), launchBrowser()]);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  });

  it('show a worker what was missed while the work goes on, and pause one who misses all, with whom to ask', async () => {
    const image = await picture(800, 600, 1);
    await portal.createJob('Known', {
      template,
      labels: ['robin'],
      images: Array.from({ length: MOST_TASKS }, () => image),
      gold: Array.from({ length: 7 }, () => ({
        image,
        labels: { image_size: [{ width: 800, height: 600, depth: 3 }], annotations: [KNOWN] },
      })),
      contact: 'Mia in room 4',
    });
    const page = await (await openContext(browser)).newPage();
    await beginWork(page, portal.url, await portal.invite('ana'));
    const card = page.getByText('How your last answer compares').locator('..');
    const paused = page.getByText('You are paused in this job.', { exact: true });
    let seen: string[] | undefined;
    for (let task = 0; task < MOST_TASKS && !(await paused.isVisible()); task++) {
      await taskInSight(page);
      const present = await page.locator('iframe.in-sight').elementHandle();
      await page.keyboard.press('Enter');
      await page.waitForFunction((frame) => !frame?.isConnected, present);
      await page.getByText('All answers are sent').waitFor();
      if (seen === undefined && (await card.isVisible())) {
        seen = await card.getByRole('listitem').allTextContents();
        const picture = card.frameLocator('iframe');
        await picture.locator('polygon.known[points="100,75 300,75 300,225 100,225"]').waitFor();
        await picture.locator('svg[viewBox="0 0 800 600"]').waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        await card.getByRole('button', { name: 'OK' }).click();
      }
      await page.locator('iframe.in-sight[data-ready=true], .nothing:not([data-idle=loading])').first().waitFor();
    }
    expect(seen).toEqual(['robin there too']);
    await paused.waitFor();
    await page.getByText('ask Mia in room 4, who can invite you anew').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('link', { name: 'All work' }).last().click();
    await page.getByText('ask Mia in room 4').waitFor();
    await page.context().close();
  }, 60_000);
});
