// Brings node_modules to what package-lock.json says. Plain JavaScript for whatever Node the person has (18 or newer).
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, root } from './find-node.mjs';

const logFile = join(root, '.labelloop', 'logs', 'install.log');
const interactive =
  process.stdout.isTTY === true && !process.env.NO_COLOR && !process.env.CI && process.env.TERM !== 'dumb';

/**
 * Installs what is missing, a line of progress at a time; says nothing is to do where nothing is.
 * @param {{ dev: boolean }} options with the development tools, or without
 * @returns {Promise<boolean>} whether everything is there now
 */
export async function install({ dev }) {
  if (isInstalled({ dev })) {
    process.stdout.write('install   nothing to do: every package is there\n');
    return true;
  }
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const show = interactive
    ? setInterval(() => process.stdout.write(`\r\x1b[2Kinstall   packages, first run only   ${seconds()} s`), 1000)
    : setInterval(() => process.stdout.write(`install   packages, first run only   ${seconds()} s\n`), 8000);
  const { code, output } = await npmCi(dev);
  clearInterval(show);
  if (interactive) process.stdout.write('\r\x1b[2K');
  if (code === 0 && isInstalled({ dev })) {
    process.stdout.write(`install   packages from the lock file, first run only   ${seconds()} s\n`);
    return true;
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT/.test(output))
    process.stderr.write('install   cannot reach the npm registry; connect once, then everything runs offline\n');
  else process.stderr.write(`${output.trimEnd().split('\n').slice(-20).join('\n')}\n`);
  process.stderr.write(`install   failed; the whole log is ${logFile}\n`);
  return false;
}

/** Every package that package.json names is there in the lock file's version, and so is a Node 24. */
function isInstalled({ dev }) {
  const { dependencies, devDependencies } = readJson('package.json');
  const locked = readJson('package-lock.json').packages;
  const isThere = (name) =>
    readJson('node_modules', name, 'package.json').version === locked[`node_modules/${name}`].version;
  try {
    // Where npm has no Node 24 for this system (macOS), installing again does not bring one.
    const hasNode = findNode() !== undefined || process.platform === 'darwin';
    return hasNode && Object.keys({ ...dependencies, ...(dev && devDependencies) }).every(isThere);
  } catch {
    return false;
  }
}

function readJson(...path) {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'));
}

/** npm's own words go to the log only. */
function npmCi(dev) {
  mkdirSync(join(logFile, '..'), { recursive: true });
  const log = createWriteStream(logFile);
  const npmScript = process.env.npm_execpath;
  const [command, words] = npmScript?.endsWith('.js') ? [process.execPath, [npmScript]] : ['npm', []];
  const options = [...(dev ? [] : ['--omit=dev']), '--no-fund', '--no-audit', '--no-progress'];
  const child = spawn(command, [...words, 'ci', ...options], {
    cwd: root,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_update_notifier: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-20_000);
      log.write(chunk);
    });
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.on('close', (code) => log.end(() => resolve({ code: code ?? 1, output })));
  });
}
