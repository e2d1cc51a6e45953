import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = new URL('../../worker-portal/', import.meta.url);

export interface PortalFile {
  contentType: string;
  body: string;
}

/** Files by path: those of the portal's own origin, and those of the origin that tasks run in. */
export interface PortalFiles {
  portal: Record<string, PortalFile>;
  sandbox: Record<string, PortalFile>;
}

/** Both origins' files from their sources: some tens of milliseconds, so nothing built is kept. */
export async function buildPortal(): Promise<PortalFiles> {
  const [main, boot, elements, html, style, frame, taskStyle] = await Promise.all([
    bundle('main.tsx', 'esm'),
    bundle('sandbox/frame-boot.ts', 'iife'),
    bundle('sandbox/crowd-html-elements.ts', 'iife'),
    text('portal.html'),
    text('portal.css'),
    text('sandbox/frame.html'),
    text('sandbox/task.css'),
  ]);
  return {
    portal: {
      '/': { contentType: 'text/html; charset=utf-8', body: html },
      '/portal.js': { contentType: 'text/javascript; charset=utf-8', body: main },
      '/portal.css': { contentType: 'text/css; charset=utf-8', body: style },
    },
    sandbox: {
      '/frame': { contentType: 'text/html; charset=utf-8', body: frame },
      '/frame.js': { contentType: 'text/javascript; charset=utf-8', body: boot },
      '/crowd-html-elements.js': { contentType: 'text/javascript; charset=utf-8', body: elements },
      '/task.css': { contentType: 'text/css; charset=utf-8', body: taskStyle },
    },
  };
}

const text = (name: string) => readFile(new URL(name, folder), 'utf8');

async function bundle(entry: string, format: 'esm' | 'iife'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, folder))],
    bundle: true,
    write: false,
    minify: true,
    format,
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  return outputFiles[0]!.text;
}
