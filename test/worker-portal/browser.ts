import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

/** Why browser tests are skipped here; undefined = they run. */
export const noBrowser = existsSync(EXECUTABLE)
  ? undefined
  : `no ${EXECUTABLE}: the portal's browser tests are skipped (Debian: apt-get install chromium)`;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A browser of its own for one person, who reads English. */
export async function openContext(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  context.setDefaultTimeout(20_000);
  return context;
}

/**
 * Accepts an invitation by the page, with a password, and goes to a job's tasks.
 * @param title the first job's if missing
 */
export async function beginWork(page: Page, portalUrl: string, invitation: string, title = ''): Promise<void> {
  await page.goto(`${portalUrl}/#invitation=${invitation}`);
  await page.getByLabel('New password').fill('correct horse');
  await page.getByRole('button', { name: 'Begin' }).click();
  const job = page.getByRole('listitem').filter({ hasText: title }).first();
  await job.getByRole('link', { name: 'Work on it' }).click();
}

/** The frame of the task in sight, once its image is there and the worker can begin. */
export async function taskInSight(page: Page) {
  await page.locator('iframe.in-sight[data-ready=true]').waitFor();
  return page.frameLocator('iframe.in-sight');
}

/** Resolves when the page keeps a draft. */
export async function draftKept(page: Page): Promise<void> {
  const count = () =>
    page.evaluate(async () => {
      const opening = indexedDB.open('labelloop');
      await new Promise((resolve) => {
        opening.onsuccess = resolve;
      });
      const counting = opening.result.transaction('drafts').objectStore('drafts').count();
      await new Promise((resolve) => {
        counting.onsuccess = resolve;
      });
      opening.result.close();
      return counting.result;
    });
  while ((await count()) === 0);
}
