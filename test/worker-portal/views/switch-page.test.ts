import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { accessibilityProblems } from '../accessibility.ts';
import { launchBrowser, noBrowser, openContext } from '../browser.ts';
import { type PortalUnderTest, startPortal } from '../portal-under-test.ts';

(noBrowser ? describe.skip : describe)('an invitation that somebody opens who is signed in', () => {
  let portal: PortalUnderTest;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    [portal, browser] = await Promise.all([startPortal(), launchBrowser()]);
    page = await (await openContext(browser)).newPage();
    await open(await portal.invite('vera'));
    await page.getByText('nothing to do').waitFor();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
  });

  const open = (invitation: string) => page.goto(`${portal.url}/#invitation=${encodeURIComponent(invitation)}&guest`);
  const who = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('labelloop-session')!).worker.name);

  it('changes nothing unless the person says so', async () => {
    await open(await portal.invite('mallory'));
    await page.getByRole('heading', { name: 'You are signed in as vera' }).waitFor();
    await page.getByText('This link is an invitation for mallory.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await who()).toBe('vera');
    await page.getByRole('button', { name: 'Stay vera' }).click();
    await page.getByText('nothing to do').waitFor();
    expect(await who()).toBe('vera');
    await page.reload();
    await page.getByText('nothing to do').waitFor();
    expect(await who()).toBe('vera');
  }, 60_000);

  it('is passed over when it is good for nothing', async () => {
    await open('0123456789abcdef.none');
    await page.getByText('nothing to do').waitFor();
    expect(await who()).toBe('vera');
  }, 60_000);

  it('lets the person change when they want to', async () => {
    await open(await portal.invite('mallory'));
    await page.getByRole('button', { name: 'Sign out and go on as mallory' }).click();
    await page.getByText('nothing to do').waitFor();
    expect(await who()).toBe('mallory');
  }, 60_000);
});
