import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Hono } from 'hono';
import { openPortal } from '../../local-cloud/portal.ts';
import { beginWork, launchBrowser, noBrowser, openContext, taskInSight } from '../worker-portal/browser.ts';
import { picture } from '../worker-portal/portal-under-test.ts';
import { createBirdsJob, outcomeOf } from './birds-job.ts';
import { startLabelingFunction } from './labeling-function.ts';

/** Generous: other work may share the machine. */
jest.setTimeout(120_000);

describe('the portal in its Lambda function', () => {
  let running: Awaited<ReturnType<typeof startLabelingFunction>>;
  beforeAll(async () => {
    running = await startLabelingFunction();
  });
  afterAll(() => running.stop());

  /** The page's own file and frame addresses. */
  async function addresses(url: string) {
    const page = await (await fetch(url)).text();
    return { script: /src="([^"]+)"/.exec(page)![1]!, sandbox: /sandbox[^>]* content="([^"]+)"/.exec(page)![1]! };
  }

  it('answers both origins as the laptop does: the same files under the same policies', async () => {
    const laptop = await openPortal(
      () => new Hono(),
      () => running.storageUrl,
      0,
    );
    const answersAt = async (url: string) => {
      const { script, sandbox } = await addresses(url);
      const targets = [url, `${url}${script}`, `${sandbox}/frame`, `${sandbox}/crowd-html-elements.js`, `${url}/none`];
      const origins = [new URL(url).origin, new URL(sandbox).origin];
      const anonymous = (text: string) =>
        origins.reduce((rest, origin, index) => rest.replaceAll(origin, `<origin ${index}>`), text);
      return Promise.all(
        targets.map(async (target) => {
          const response = await fetch(target);
          const named = ['content-type', 'cache-control', 'content-security-policy', 'x-content-type-options'];
          const headers = named.map((name) => [name, anonymous(response.headers.get(name) ?? '')]);
          // The laptop is also reached as `localhost`.
          const text = JSON.stringify(headers).replaceAll(/ http:\/\/localhost:\d+/g, '');
          return { status: response.status, headers: text, body: anonymous(await response.text()) };
        }),
      );
    };
    const onLambda = await answersAt(running.url);
    expect(onLambda).toEqual(await answersAt(laptop.url));
    expect(onLambda.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404]);
    await laptop.stop();
  });

  it('lets browsers keep the files of this version for ever, and nothing else', async () => {
    const { script, sandbox } = await addresses(running.url);
    const keeping = async (url: string) => (await fetch(url)).headers.get('cache-control');
    expect(await keeping(running.url)).toBe('no-cache');
    expect(await keeping(`${running.url}${script}`)).toContain('immutable');
    expect(await keeping(`${sandbox}/frame`)).toContain('immutable');
    expect(await keeping(`${running.sandboxUrl}/former-version/frame`)).toBe('no-cache');
    expect((await fetch(`${sandbox}/frame`)).headers.get('content-encoding')).toBe('gzip');
  });

  it('has no worker API on the origin of tasks, and answers to its own names only', async () => {
    expect((await fetch(`${running.sandboxUrl}/api/jobs`)).status).toBe(404);
    expect((await fetch(`${running.url}/api/jobs`)).status).toBe(401);
    const headers = { host: 'evil.test' };
    expect((await running.portalApi('evil.test', { method: 'GET', path: '/', headers })).statusCode).toBe(403);
  });

  (noBrowser ? it.skip : it)('takes a box that a worker draws to the output manifest', async () => {
    const { imageUri, workteamArn } = await createBirdsJob(running, await picture(800, 600, 1));
    await running.settled();
    const { Invitation } = await running.call('InviteWorker', { WorkerName: 'ana', WorkteamArn: workteamArn });
    const browser = await launchBrowser();
    const page = await (await openContext(browser)).newPage();
    await beginWork(page, running.url, String(Invitation));
    const task = await taskInSight(page);
    const image = (await task.locator('.plane img').boundingBox())!;
    const at = (x: number, y: number) => [image.x + x * image.width, image.y + y * image.height] as const;
    await page.mouse.move(...at(0.25, 0.25));
    await page.mouse.down();
    await page.mouse.move(...at(0.5, 0.5), { steps: 3 });
    await page.mouse.up();
    const sent = page.waitForResponse((response) => response.url().endsWith('/answer'));
    await page.keyboard.press('Enter');
    expect(await (await sent).json()).toMatchObject({ outcome: 'counted' });
    await browser.close();
    await running.call('StopLabelingJob', { LabelingJobName: 'birds' });
    await running.settled();
    const { job, line } = await outcomeOf(running);
    expect(job).toMatchObject({ LabelingJobStatus: 'Stopped', LabelCounters: { HumanLabeled: 1 } });
    const [box] = (line as { labels: { annotations: Array<Record<string, number>> } }).labels.annotations;
    expect(line['source-ref']).toBe(imageUri);
    expect({ ...box, width: Math.round(box!.width! / 10), height: Math.round(box!.height! / 10) }).toMatchObject({
      class_id: 0,
      width: 20,
      height: 15,
    });
  });
});
