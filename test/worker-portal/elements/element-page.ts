import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, jest } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, noBrowser, openContext } from '../browser.ts';

const SANDBOX = new URL('../../../worker-portal/sandbox/', import.meta.url);

export interface ElementPages {
  /** Serves a picture at `/name`. */
  picture(name: string, bytes: Uint8Array): void;
  /** The page, now with that template alone, all its elements ready. What it submits is in `window.submitted`. */
  open(template: string, options?: { language?: string; scheme?: 'light' | 'dark' }): Promise<Page>;
}

/**
 * Tests of elements in a real browser, as the portal's sandbox has them; skipped, and said so, where there is no
 * browser.
 */
export function describeInBrowser(title: string, tests: (elements: ElementPages) => void): void {
  if (noBrowser) console.warn(noBrowser);
  // Browsers share the machine with all other tests.
  jest.setTimeout(30_000);
  (noBrowser ? describe.skip : describe)(title, () => {
    const files = new Map<string, { body: Uint8Array | string; type: string }>();
    const server = createServer(({ url }, response) => {
      const file = files.get(url ?? '');
      response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.body);
    });
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      files.set('/crowd-html-elements.js', { body: await bundle(), type: 'text/javascript' });
      files.set('/task.css', { body: await readFile(new URL('task.css', SANDBOX)), type: 'text/css' });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      browser = await launchBrowser();
      page = await newPage(browser);
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    });
    tests({
      picture: (name, body) => void files.set(`/${name}`, { body, type: 'image/png' }),
      async open(template, { language = 'en', scheme = 'light' } = {}) {
        files.set('/', { body: pageOf(template, language), type: 'text/html' });
        await page.emulateMedia({ colorScheme: scheme });
        await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        await page.waitForFunction('window.isReady');
        await page.evaluate("document.querySelector('crowd-form').activate()");
        return page;
      },
    });
  });
}

async function bundle(): Promise<Uint8Array> {
  const entry = fileURLToPath(new URL('crowd-html-elements.ts', SANDBOX));
  const built = await build({ entryPoints: [entry], bundle: true, write: false, format: 'iife', target: 'es2024' });
  return built.outputFiles[0]!.contents;
}

const pageOf = (template: string, language: string) => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>Task</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/task.css"><script src="/crowd-html-elements.js"></script>
<script>
addEventListener('crowd-submit', ({ detail }) => { window.submitted = detail; });
addEventListener('crowd-ready', () => { window.isReady = true; });
</script></head>
<body><main><h1 style="position: absolute; clip-path: inset(50%)">Task</h1>${template}</main></body></html>`;

async function newPage(browser: Browser): Promise<Page> {
  const page = await (await openContext(browser)).newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  return page;
}

/** What the page's form has submitted; waits for it. */
export const submitted = async (page: Page): Promise<Record<string, unknown>> =>
  (await page.waitForFunction('window.submitted')).jsonValue() as Promise<Record<string, unknown>>;

/** Where a pixel of an image of that size stands on the page, while the whole image is in sight. */
export async function pixelOnPage(page: Page, image: { width: number; height: number }, x: number, y: number) {
  const stage = (await page.locator('.stage').boundingBox())!;
  const scale = Math.min(stage.width / image.width, stage.height / image.height);
  return {
    x: stage.x + (stage.width - image.width * scale) / 2 + x * scale,
    y: stage.y + (stage.height - image.height * scale) / 2 + y * scale,
  };
}

/** Drags over the first words of a labeled text that say this. */
export async function dragOver(page: Page, words: string): Promise<void> {
  const box = await page.evaluate((wanted) => {
    const hosts = [...document.querySelectorAll('crowd-entity-annotation, crowd-question-answer-generation')];
    for (const part of hosts.flatMap(({ shadowRoot }) => [...shadowRoot!.querySelectorAll('.text [data-start]')])) {
      const at = part.textContent!.indexOf(wanted);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(part.firstChild!, at);
      range.setEnd(part.firstChild!, at + wanted.length);
      const { left, right, top, height } = range.getBoundingClientRect();
      return { left, right, y: top + height / 2 };
    }
    throw new Error(`no text says ${wanted}`);
  }, words);
  await page.mouse.move(box.left + 0.5, box.y);
  await page.mouse.down();
  await page.mouse.move(box.right - 0.5, box.y, { steps: 5 });
  await page.mouse.up();
}
