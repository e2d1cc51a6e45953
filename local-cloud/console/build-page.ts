import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { ConsolePage } from './console-app.ts';

const folder = new URL('../../ops-console/', import.meta.url);
const styles = fileURLToPath(new URL('styles/console.css', folder));

/** The console's page from its sources: some tens of milliseconds, so nothing built is kept. */
export async function buildPage(): Promise<ConsolePage> {
  const [bundle, html, styled] = await Promise.all([
    build({
      entryPoints: [fileURLToPath(new URL('main.tsx', folder))],
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    }),
    readFile(new URL('console.html', folder), 'utf8'),
    build({ entryPoints: [styles], bundle: true, write: false, minify: true, target: 'es2022' }),
  ]);
  return { html, script: bundle.outputFiles[0]!.text, style: styled.outputFiles[0]!.text };
}
