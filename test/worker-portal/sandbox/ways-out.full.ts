import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Hono } from 'hono';
import type { Browser } from 'playwright-core';
import { openPortal, type Portal } from '../../../local-cloud/portal.ts';
import { taskDocument } from '../../../worker-portal/sandbox/task-document.ts';
import { launchBrowser, noBrowser } from '../browser.ts';
import { WAYS_OUT } from './ways-out.ts';

/** A server that keeps the paths it is asked for. */
async function listen() {
  const heard: string[] = [];
  let tell = () => {};
  const server: Server = createServer(({ url = '' }, response) => {
    heard.push(url.slice(1));
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'text/html').end('<body></body>');
    tell();
  });
  server.on('upgrade', ({ url = '' }, socket) => {
    heard.push(url.slice(1));
    socket.destroy();
    tell();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    /** Resolves when all these paths have been asked for. */
    async hears(paths: readonly string[]) {
      while (!paths.every((path) => heard.includes(path)))
        await new Promise<void>((asked) => {
          tell = asked;
        });
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/**
 * What every browser asks for when nothing forbids it. Those frames load last: when they are heard, the task's would
 * have been.
 */
const TAKEN_WHEN_OPEN = [
  ...['image', 'imageByScript', 'prefetch', 'prefetchByScript', 'prefetchDocument', 'preloadImage', 'preloadScript'],
  ...['location', 'metaRefresh', 'formGet?s=x', 'anchor', 'fetch', 'request', 'beacon', 'socket', 'events', 'frame'],
  ...[
    'innerDocument',
    'innerPrefetch',
    'object',
    'embed',
    'video',
    'poster',
    'audio',
    'script',
    'moduleImport',
    'style',
  ],
  ...['styleImport', 'background', 'mask', 'font', 'vector', 'worker', 'dataPage', 'blobPage', 'writtenAnew'],
];

(noBrowser ? describe.skip : describe)('a task that wants to send out what it sees', () => {
  let browser: Browser;
  let portal: Portal;
  const servers: Array<Awaited<ReturnType<typeof listen>>> = [];
  const open = async () => {
    const server = await listen();
    servers.push(server);
    return server;
  };

  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await portal?.stop();
    await Promise.all(servers.map((server) => server.close()));
  });

  it('finds every way out closed, also the way to other objects of the storage', async () => {
    const [outside, storage] = [await open(), await open()];
    portal = await openPortal(
      () => new Hono(),
      () => storage.url,
      0,
    );
    const page = await browser.newPage();
    await page.goto(portal.url);
    const files = (await page.locator('meta[name=sandbox]').getAttribute('content'))!;
    const around = { language: 'en', portalOrigin: portal.url, files };
    const own = `${storage.url}/bucket/own.jpg?X-Amz-Signature=1`;
    const [nobody, control] = [await open(), await open()];
    const documents = Object.values(WAYS_OUT).map((way) => {
      const html = `<script>parent.postMessage('ran', '*')</script><crowd-form></crowd-form>
        <img src="${own}">${way.replaceAll('OUT', outside.url)}
        ${way.replaceAll('OUT', `${storage.url}/other-bucket`)}`;
      return taskDocument({ html, signedUrls: [own], title: 'A task' }, around);
    });
    await page.evaluate(showAll, { documents, files });

    const openPage = await browser.newPage();
    await openPage.goto(nobody.url);
    await openPage.evaluate(
      (ways) => {
        for (const way of ways) {
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', 'allow-scripts allow-forms');
          frame.srcdoc = way;
          document.body.append(frame);
        }
      },
      Object.values(WAYS_OUT).map((way) => way.replaceAll('OUT', control.url)),
    );
    await control.hears(TAKEN_WHEN_OPEN);
    expect(outside.heard).toEqual([]);
    expect([...new Set(storage.heard)]).toEqual([own.slice(storage.url.length + 1)]);
  }, 60_000);
});

/** In the portal's page: a frame for each document; resolves when the scripts of all have run. */
async function showAll({ documents, files }: { documents: string[]; files: string }): Promise<void> {
  let left = documents.length;
  await new Promise<void>((done) => {
    for (const content of documents) {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts allow-forms');
      frame.src = `${files}/frame`;
      let isShown = false;
      addEventListener('message', ({ source, data }) => {
        if (source !== frame.contentWindow) return;
        if (data.type === 'waiting' && !isShown) {
          isShown = true;
          frame.contentWindow!.postMessage({ type: 'show', document: content }, '*');
        } else if (data === 'ran') {
          left -= 1;
          if (left === 0) done();
        }
      });
      document.body.append(frame);
    }
  });
}
