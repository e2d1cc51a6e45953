// The workers' pages from their sources: what the laptop serves and what `serverless package` zips.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const folder = 'worker-portal';

async function bundle(entry, format) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, entry)],
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format,
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const file = { contentType: 'text/javascript; charset=utf-8', body: outputFiles[0].text };
  return { file, inputs: Object.keys(metafile.inputs) };
}

async function copy(name, contentType) {
  const path = join(folder, name);
  return { file: { contentType, body: await readFile(join(root, path), 'utf8') }, inputs: [path] };
}

/** Libraries that AWS's templates load; `labeling-engine/contracts/template-scripts.ts` says by which address. */
const LIBRARIES = {
  'node-uuid-1.4.8.js': 'node-uuid/uuid.js',
  'draggable-1.0.0-beta.8.js': '@shopify/draggable/lib/draggable.bundle.js',
};

async function library(path) {
  const { transform } = await import('esbuild');
  const { code } = await transform(await readFile(join(root, 'node_modules', path), 'utf8'), { minify: true });
  return { contentType: 'text/javascript; charset=utf-8', body: code };
}

export async function buildPortal() {
  const libraries = await Promise.all(
    Object.entries(LIBRARIES).map(async ([name, path]) => [name, await library(path)]),
  );
  const [html, main, style, frame, boot, elements, taskStyle] = await Promise.all([
    copy('portal.html', 'text/html; charset=utf-8'),
    bundle('main.tsx', 'esm'),
    copy('portal.css', 'text/css; charset=utf-8'),
    copy('sandbox/frame.html', 'text/html; charset=utf-8'),
    bundle('sandbox/frame-boot.ts', 'iife'),
    bundle('sandbox/crowd-html-elements.ts', 'iife'),
    copy('sandbox/task.css', 'text/css; charset=utf-8'),
  ]);
  const portal = { '': html.file, 'portal.js': main.file, 'portal.css': style.file };
  const sandbox = {
    frame: frame.file,
    'frame.js': boot.file,
    'crowd-html-elements.js': elements.file,
    'task.css': taskStyle.file,
    ...Object.fromEntries(libraries),
  };
  // Browsers keep a version with its headers: another policy is another version.
  const headers = 'shared/domain/labeling/portal-page.ts';
  const answered = JSON.stringify({ portal, sandbox, headers: await readFile(join(root, headers), 'utf8') });
  const version = createHash('sha256').update(answered).digest('hex').slice(0, 16);
  const parts = [html, main, style, frame, boot, elements, taskStyle];
  return { files: { version, portal, sandbox }, inputs: [headers, ...parts.flatMap(({ inputs }) => inputs)] };
}
