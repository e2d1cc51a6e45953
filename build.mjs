// Bundles each functions/<name>.ts to dist/<name>/index.mjs, and puts beside it what its code reads: what `serverless
// package` zips and what the laptop runs.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildPortal } from './build-portal.mjs';

const root = dirname(fileURLToPath(import.meta.url));

/** Lambda gives its credentials in the environment; the SDK's chain of all other sources is a sixth of a bundle. */
const credentialsFromEnvironment = {
  name: 'credentials-from-environment',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path }) => ({ path, namespace: 'lambda' }));
    build.onLoad({ filter: /./, namespace: 'lambda' }, () => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir: root,
    }));
  },
};

/**
 * Of Lambda's 57 kinds of errors, of EventBridge's 13 and SageMaker's 4, functions ask for names alone, and an error
 * without a class of its own keeps its name in the service's common class.
 */
const ASKED_BY_NAME = /client-(lambda|eventbridge|sagemaker)[\\/]/;
const withoutErrorClasses = (schemas) => schemas.replaceAll(/^n0_registry\.registerError\(.*$/gm, '');

/**
 * The SDK's schemas name members by constants in computed keys, which esbuild must take for effects: every operation
 * would stay in every bundle. With the names themselves as keys, what is not used is dropped.
 */
const schemasWithPlainKeys = {
  name: 'schemas-with-plain-keys',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
      async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const names = new Map(
          [...text.matchAll(/^const (\w+) = ("[^"]*");$/gm)].map(([, name, value]) => [name, value]),
        );
        const plain = text.replace(/\[(\w+)\]: /g, (key, name) => (names.has(name) ? `${names.get(name)}: ` : key));
        return { contents: ASKED_BY_NAME.test(path) ? withoutErrorClasses(plain) : plain };
      },
    );
  },
};

/**
 * No function reads or writes an event stream (S3 Select, streamed answers of functions or endpoints): 7 KB gzip of
 * each bundle.
 */
const withoutEventStreams = {
  name: 'without-event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({
      path,
      namespace: 'no-event-streams',
    }));
    build.onLoad({ filter: /./, namespace: 'no-event-streams' }, () => ({
      contents: [
        'export const resolveEventStreamSerdeConfig = (config) => config;',
        'export const eventStreamSerdeProvider = () => undefined;',
        "export class EventStreamSerde { constructor() { throw new Error('this bundle has no event streams (build.mjs)'); } }",
      ].join('\n'),
    }));
  },
};

/** Node's crypto has the hashes that the SDK brings a second time for where there is none: 3 KB gzip of each bundle. */
const hashesOfNode = {
  name: 'hashes-of-node',
  setup(build) {
    build.onLoad({ filter: /[\\/]dist-es[\\/].*[\\/](Sha(1|256|512))Js\.js$/ }, ({ path }) => {
      const name = /(\w+)\.js$/.exec(path)[1];
      return { contents: `export class ${name} { constructor() { throw new Error('${name}: node:crypto has it'); } }` };
    });
  },
};

/** Functions retry as the SDK does by default; what its adaptive way counts with is 1 KB gzip of each bundle. */
const withoutAdaptiveRetries = {
  name: 'without-adaptive-retries',
  setup(build) {
    build.onLoad({ filter: /[\\/]util-retry[\\/]DefaultRateLimiter\.js$/ }, () => ({
      contents:
        "export class DefaultRateLimiter { constructor() { throw new Error('no adaptive retries (build.mjs)'); } }",
    }));
  },
};

/** Clients name their version in each request; the rest of their package.json is some 2 KB of each of them. */
const versionsOnly = {
  name: 'versions-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // The SDK's ES modules tree-shake to less than half of its CommonJS ones.
  mainFields: ['module', 'main'],
  conditions: ['module', 'import'],
  legalComments: 'none',
  plugins: [
    credentialsFromEnvironment,
    schemasWithPlainKeys,
    withoutEventStreams,
    hashesOfNode,
    withoutAdaptiveRetries,
    versionsOnly,
  ],
  metafile: true,
  write: false,
  logLevel: 'silent',
};

/** Several processes may build at once (tests, `npm start`): a file appears whole or not at all. */
async function writeWhole(path, content) {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, content);
  await rename(temporary, path);
}

const sha256 = (content) => createHash('sha256').update(content).digest('hex');
const hashFile = async (path) => (existsSync(join(root, path)) ? sha256(await readFile(join(root, path))) : 'missing');

/** Our own sources are compared by content, installed packages by the lock file. */
async function fingerprint(inputs) {
  const own = inputs.filter((path) => !path.startsWith('node_modules/'));
  const files = ['build.mjs', 'package.json', 'package-lock.json', ...own.sort()];
  return sha256(JSON.stringify(await Promise.all(files.map(async (path) => [path, await hashFile(path)]))));
}

export async function bundle(entryPoint) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({ ...options, entryPoints: [entryPoint] });
  const inputs = Object.keys(metafile.inputs).filter((path) => !/^(lambda|no-event-streams):/.test(path));
  return { code: outputFiles[0].contents, inputs };
}

async function renderThread() {
  const { code, inputs } = await bundle('labeling-engine/render/render-thread.ts');
  return { name: 'render-thread.mjs', content: code, inputs };
}

/** What a function reads or starts beside its code, by file name. */
const companions = {
  'labeling-api': renderThread,
  'sweep-labeling-jobs': renderThread,
  'worker-api': renderThread,
  'serve-portal': async () => {
    const { files, inputs } = await buildPortal();
    return { name: 'portal.json', content: JSON.stringify(files), inputs: ['build-portal.mjs', ...inputs] };
  },
};

/** A function's files with what they were made from. */
async function makeFiles(name) {
  const { code, inputs } = await bundle(`functions/${name}.ts`);
  const beside = await companions[name]?.();
  return [{ name: 'index.mjs', content: code, inputs }, ...(beside ? [beside] : [])];
}

async function buildFunction(name, dist) {
  const inFolder = (file) => join(dist, name, file);
  const recordPath = join(dist, '.build', `${name}.json`);
  if (existsSync(recordPath)) {
    const { fingerprint: built, inputs, files, sizes } = JSON.parse(await readFile(recordPath, 'utf8'));
    if (files?.every((file) => existsSync(inFolder(file))) && built === (await fingerprint(inputs)))
      return { name, files: files.map(inFolder), ...sizes, rebuilt: false };
  }
  const made = await makeFiles(name);
  const contents = made.map(({ content }) => Buffer.from(content));
  const sizes = {
    codeGzipBytes: gzipSync(contents[0], { level: 9 }).length,
    bytes: contents.reduce((sum, { length }) => sum + length, 0),
    gzipBytes: contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0),
  };
  for (const [index, content] of contents.entries()) await writeWhole(inFolder(made[index].name), content);
  const files = made.map((file) => file.name);
  const inputs = [...new Set(made.flatMap((file) => file.inputs))];
  const record = { fingerprint: await fingerprint(inputs), files, sizes, inputs };
  await writeWhole(recordPath, JSON.stringify(record, null, 1));
  return { name, files: files.map(inFolder), ...sizes, rebuilt: true };
}

/** Bundles of functions that are no more. */
async function removeStale(dist, names) {
  const records = await readdir(join(dist, '.build')).catch(() => []);
  const stale = records
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .filter((name) => !names.includes(name));
  for (const name of stale) {
    await rm(join(dist, name), { recursive: true, force: true });
    await rm(join(dist, '.build', `${name}.json`), { force: true });
  }
}

export async function buildFunctions({ dist = join(root, 'dist') } = {}) {
  const sources = await readdir(join(root, 'functions'));
  const names = sources.filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -'.ts'.length));
  await removeStale(dist, names);
  return Promise.all(names.sort().map((name) => buildFunction(name, dist)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, files, bytes, gzipBytes, rebuilt } of await buildFunctions()) {
    const sizes = `${(bytes / 1000).toFixed(1).padStart(7)} kB ${(gzipBytes / 1000).toFixed(1).padStart(6)} kB gzip`;
    console.log(`${sizes}  ${relative(root, files[0]).padEnd(40)} ${rebuilt ? 'built' : 'unchanged'} (${name})`);
  }
}
