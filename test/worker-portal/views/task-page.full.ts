import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { workerTemplate } from '../../../shared/domain/labeling/worker-template.ts';
import { newProject } from '../../../shared/domain/project/new-project.ts';
import { beginWork, launchBrowser, noBrowser, openContext, taskInSight } from '../browser.ts';
import { type PortalUnderTest, picture, startPortal } from '../portal-under-test.ts';

/** Generous: browsers share the machine with all other tests. */
jest.setTimeout(60_000);

const template = workerTemplate(
  newProject({ project: 'birds', uid: 'abc123', labels: ['robin'], taskType: 'bounding-box' }),
);

(noBrowser ? describe.skip : describe)('the page of a task', () => {
  let portal: PortalUnderTest;
  let browser: Browser;

  beforeAll(async () => {
    [portal, browser] = await Promise.all([startPortal({ reopenSeconds: 600 }), launchBrowser()]);
    const images = await Promise.all([1, 2, 3].map((shade) => picture(800, 600, shade)));
    await portal.createJob('Birds', { template, labels: ['robin'], images, workers: 9 });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  });

  async function work(name: string, viewport = { width: 1366, height: 707 }): Promise<Page> {
    const page = await (await openContext(browser)).newPage();
    await page.setViewportSize(viewport);
    await beginWork(page, portal.url, await portal.invite(name));
    return page;
  }

  const drawn = (frame: FrameLocator) => frame.locator('.boxes button').count();

  it('gives the image most of a small screen, and keeps Later and Decline on a phone', async () => {
    const shareOf = async (page: Page) => {
      const { width, height } = (await (await taskInSight(page)).locator('.stage').boundingBox())!;
      const size = page.viewportSize()!;
      return (width * height) / (size.width * size.height);
    };
    const page = await work('ana');
    expect(await shareOf(page)).toBeGreaterThan(0.7);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await shareOf(page)).toBeGreaterThan(0.6);
    for (const name of ['Later', 'Decline …', '‹ Previous']) {
      const { x, width } = (await page.getByRole('button', { name }).boundingBox())!;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(390);
    }
    await page.context().close();
  });

  it('says where one is, opens the image before again, and says nothing of time on a fresh task', async () => {
    const page = await work('ben');
    const frame = await taskInSight(page);
    await page.getByText('1 of 3').waitFor();
    await page.keyboard.press('n');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 3').waitFor();
    await taskInSight(page);
    expect(await drawn(frame)).toBe(0);
    expect(await page.getByText('Its time is over').count()).toBe(0);
    await page.getByText('All answers are sent').waitFor();
    await page.getByRole('button', { name: '‹ Previous' }).click();
    await frame.locator('.boxes button').first().waitFor();
    await page.getByRole('button', { name: 'Your last answers' }).click();
    await page.getByRole('dialog').locator('img.thumbnail').first().waitFor();
    await page.context().close();
  });

  it('ends a box whose button is let go outside of the frame', async () => {
    const page = await work('cleo');
    const frame = await taskInSight(page);
    const stage = (await frame.locator('.stage').boundingBox())!;
    await page.mouse.move(stage.x + 300, stage.y + 200);
    await page.mouse.down();
    await page.mouse.move(stage.x + 200, stage.y + 100, { steps: 3 });
    await page.mouse.move(stage.x + 200, 5);
    await page.mouse.up();
    await page.mouse.move(stage.x + 500, stage.y + 400, { steps: 3 });
    expect(await drawn(frame)).toBe(1);
    const size = await frame.locator('.boxes .faint').textContent();
    await page.mouse.move(stage.x + 600, stage.y + 300, { steps: 3 });
    expect(await frame.locator('.boxes .faint').textContent()).toBe(size);
    await page.context().close();
  });

  it('makes a box of one click where proposals lie beside the image, and keeps in the answer that it did', async () => {
    const proposals = {
      proposals: [{ left: 100, top: 75, width: 200, height: 150, score: 0.9 }],
      ...{ width: 800, height: 600 },
    };
    const images = [await picture(800, 600, 9)];
    await portal.createJob('Clicks', { template, labels: ['robin'], images, proposals });
    const page = await (await openContext(browser)).newPage();
    await beginWork(page, portal.url, await portal.invite('emil'), 'Clicks');
    const frame = await taskInSight(page);
    const image = (await frame.locator('.plane img').boundingBox())!;
    await page.mouse.click(image.x + image.width / 4, image.y + image.height / 4);
    await frame.locator('.boxes button').first().waitFor();
    const sent = page.waitForRequest((request) => request.url().endsWith('/answer'));
    await page.keyboard.press('Enter');
    expect((await sent).postDataJSON()).toMatchObject({
      answer: {
        boundingBox: {
          boundingBoxes: [{ label: 'robin', left: 100, top: 75, width: 200, height: 150 }],
          assistance: { boxes: [{ origin: 'clicked' }], proposed: 1, suggested: 0 },
        },
      },
      secondsWorked: expect.any(Number),
    });
    await page.context().close();
  });

  it('tells at once of an image that does not come, and lets the worker try again or decline', async () => {
    const page = await (await openContext(browser)).newPage();
    let isBroken = true;
    await page.route(/\/images\//, (route) => (isBroken ? route.abort() : route.continue()));
    await beginWork(page, portal.url, await portal.invite('dora'));
    const frame = page.frameLocator('iframe.in-sight');
    await frame.getByText('The image could not be loaded').waitFor();
    await frame.getByRole('button', { name: 'Decline …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    isBroken = false;
    await frame.getByRole('button', { name: 'Try again' }).click();
    await frame.locator('.stage .notice').waitFor({ state: 'hidden' });
    await taskInSight(page);
    await page.keyboard.press('n');
    await frame.locator('.boxes button').first().waitFor();
    await page.context().close();
  });
});
