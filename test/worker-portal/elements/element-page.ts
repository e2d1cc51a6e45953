import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openContext } from '../browser.ts';

const ENTRY = fileURLToPath(new URL('../../../worker-portal/sandbox/crowd-html-elements.ts', import.meta.url));

export interface ElementServer {
  url: string;
  /** Serves a picture at `/name`. */
  picture(name: string, bytes: Uint8Array): void;
  /** A page with that template alone, all its elements ready. */
  open(browser: Browser, template: string, options?: { language?: string; scheme?: 'light' | 'dark' }): Promise<Page>;
  close(): Promise<void>;
}

/** Serves templates with the elements as the portal's sandbox has them, and keeps what they submit in `window.submitted`. */
export async function serveElements(): Promise<ElementServer> {
  const { outputFiles } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2024',
  });
  const script = outputFiles[0]!.contents;
  const files = new Map<string, { body: Uint8Array | string; type: string }>();
  files.set('/crowd-html-elements.js', { body: script, type: 'text/javascript' });
  const server = createServer(({ url }, response) => {
    const file = files.get(url ?? '');
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' }).end(file?.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    picture: (name, body) => void files.set(`/${name}`, { body, type: 'image/png' }),
    async open(browser, template, { language = 'en', scheme = 'light' } = {}) {
      const body = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Task</title>
<meta name="viewport" content="width=device-width"><style>html { color-scheme: light dark; } body { margin: 0; }</style>
<script src="/crowd-html-elements.js"></script>
<script>
addEventListener('crowd-submit', ({ detail }) => { window.submitted = detail; });
addEventListener('crowd-ready', () => { window.isReady = true; });
</script></head><body><main>${template}</main></body></html>`;
      files.set('/', { body, type: 'text/html' });
      const context = await openContext(browser);
      const page = await context.newPage();
      await page.emulateMedia({ colorScheme: scheme });
      page.on('pageerror', (error) => {
        throw error;
      });
      await page.goto(url);
      await page.waitForFunction('window.isReady');
      await page.evaluate("document.querySelector('crowd-form').activate()");
      return page;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** What the page's form has submitted; waits for it. */
export const submitted = async (page: Page): Promise<Record<string, unknown>> =>
  (await page.waitForFunction('window.submitted')).jsonValue() as Promise<Record<string, unknown>>;
