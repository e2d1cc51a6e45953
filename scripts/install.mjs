// Runs on any Node >= 18: brings node_modules to what package-lock.json says, silently, and finds Node 24.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED_NODE = 24;

/** Whether node_modules was installed from the present lock file, with the development tools where they are wanted. */
export function isInstalled({ dev }) {
  const marker = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(marker) || statSync(marker).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs - 5000)
    return false;
  const installed = JSON.parse(readFileSync(marker, 'utf8')).packages;
  return 'node_modules/@middy/core' in installed && (!dev || 'node_modules/jest' in installed);
}

/**
 * `npm ci`, its output in `.labelloop/logs/install.log`.
 * @param {{ dev: boolean, onHeartbeat?: () => void }} options
 * @returns {Promise<{ ok: boolean, log: string, problem?: string }>}
 */
export async function install({ dev }) {
  const log = join(root, '.labelloop', 'logs', 'install.log');
  mkdirSync(dirname(log), { recursive: true });
  const out = createWriteStream(log);
  const windows = process.platform === 'win32';
  const child = spawn(
    windows ? 'npm.cmd' : 'npm',
    ['ci', ...(dev ? [] : ['--omit=dev']), '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: windows,
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', ONNXRUNTIME_NODE_INSTALL_CUDA: 'skip' },
    },
  );
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      out.write(chunk);
      tail = (tail + chunk).slice(-4000);
    });
  }
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', resolve);
  });
  await new Promise((resolve) => out.end(resolve));
  if (code === 0) return { ok: true, log };
  const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|network/i.test(tail);
  return {
    ok: false,
    log,
    problem: offline ? 'cannot reach the npm registry' : tail.trim().split('\n').slice(-12).join('\n'),
  };
}

/** Path of a Node >= 24: this one, or the one that npm installed; undefined where there is neither (macOS). */
export function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_NODE) return process.execPath;
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(
    root,
    'node_modules',
    `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
    'bin',
    name,
  );
  return existsSync(path) ? path : undefined;
}

export const nodeMissing = `labelloop needs Node >= ${NEEDED_NODE}; this is ${process.versions.node}, and no Node package exists for ${process.platform}-${process.arch}. Install Node ${NEEDED_NODE} from https://nodejs.org and run the command again.`;
