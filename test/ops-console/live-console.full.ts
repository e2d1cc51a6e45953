import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { findRunningCloud } from '../../local-cloud/data-folder.ts';
import { launchBrowser, noBrowser } from '../worker-portal/browser.ts';

jest.setTimeout(240_000);

const root = resolve(import.meta.dirname, '../..');
const command = join(root, 'cli/labelloop.mjs');
const quiet = '--disable-warning=ExperimentalWarning';

/** A port that is free now, with some free ones behind it: the console's comes after the API's. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port < 60_000 ? port : port - 10_000;
}

(noBrowser ? describe.skip : describe)('the console of a running cloud', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'labelloop-console-'));
  let up: ChildProcess;
  let port: number;
  let browser: Browser;
  let page: Page;

  /** `labelloop up` on the same folder and port; resolves with the console's link when it is ready. */
  async function start(): Promise<string> {
    up = spawn(process.execPath, [quiet, command, 'up', '--data', dataDir, '--port', String(port), '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(up.stdout!), 'line');
    return (JSON.parse(line) as { console: string }).console;
  }
  const labelloop = async (...args: string[]) => {
    const child = spawn(process.execPath, [quiet, command, ...args, '--data', dataDir], { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    expect({ args, code }).toEqual({ args, code: 0 });
  };

  beforeAll(async () => {
    port = await freePort();
    const link = await start();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(link);
    await page.getByText('No project yet').waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    up?.kill('SIGTERM');
    if (up && up.exitCode === null && up.signalCode === null) await once(up, 'exit');
  }, 60_000);

  it('shows in the graph within a second what state an execution came to', async () => {
    await labelloop('init', 'birds', '--labels', 'robin', '--workers', '1');
    const photos = mkdtempSync(join(tmpdir(), 'labelloop-photos-'));
    for (const red of [40, 200])
      await sharp({ create: { width: 120, height: 90, channels: 3, background: { r: red, g: 90, b: 60 } } })
        .jpeg()
        .toFile(join(photos, `${red}.jpg`));
    await labelloop('drop', photos, '--project', 'birds');
    await page.getByRole('link', { name: 'Executions' }).click();
    await labelloop('label-now', 'birds');
    await page.locator('.executions a').first().click();
    /** When the picture had a state as the running one, by the page's clock: the machine's own. */
    await page.evaluate(() => {
      const seen: Record<string, number> = {};
      Object.assign(globalThis, { seen });
      const look = () => {
        for (const { textContent } of document.querySelectorAll('.state.running')) seen[textContent!] ??= Date.now();
      };
      look();
      new MutationObserver(look).observe(document.body, { attributes: true, childList: true, subtree: true });
    });
    await page.locator('.state.running', { hasText: 'WaitForLabels' }).waitFor();
    const { endpoint, region, credentials } = findRunningCloud(dataDir)!;
    const client = new SFNClient({ endpoint, region, credentials });
    const stateMachineArn = `arn:aws:states:${region}:000000000000:stateMachine:labelloop-dev-label-train-deploy`;
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    const { executionArn } = executions![0]!;
    /** The next time that somebody looks after the job. */
    await page.locator('.state.running', { hasText: 'WaitForLabels' }).waitFor();
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const entered = events!.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === 'WaitForLabels')!;
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: Record<string, number> }).seen);
    const late = seen.WaitForLabels! - entered.timestamp!.getTime();
    console.info(`the picture was ${late} ms behind the machine`);
    expect(late).toBeLessThan(1000);
    client.destroy();
  });

  it('says that the cloud was killed, and goes on by itself within five seconds of its return', async () => {
    const killed = Date.now();
    up.kill('SIGKILL');
    await page.getByText('the laptop cloud does not answer').waitFor();
    console.info(`said ${Date.now() - killed} ms after the kill`);
    expect(Date.now() - killed).toBeLessThan(5000);
    // Who goes on reading meanwhile loses nothing: the page still shows what it knew.
    expect(await page.locator('.state', { hasText: 'WaitForLabels' }).count()).toBeGreaterThan(0);
    await start();
    const back = Date.now();
    await page.getByText('live', { exact: true }).waitFor();
    await page.locator('.state.running', { hasText: 'WaitForLabels' }).waitFor();
    console.info(`live ${Date.now() - back} ms after the cloud was back`);
    expect(Date.now() - back).toBeLessThan(5000);
    await page.getByRole('link', { name: 'Images', exact: true }).click();
    await page.getByText('Nothing is labeled yet').waitFor();
  });
});
