// Plain JavaScript for whatever Node the person has (18 or newer): finds the Node 24 that `npm install` brought, and
// hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const NEEDED = 24;
const system = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Whether this process is new enough itself. */
export const isNewEnough = Number(process.versions.node.split('.')[0]) >= NEEDED;

/** What to tell a person for whose system npm has no Node 24. */
export const nodeMissing =
  `labelloop needs Node ${NEEDED} or newer; this is Node ${process.versions.node}, and node_modules/node-${system} is not there.\n` +
  `What to do: run \`npm install\` in the clone; where that brings none (macOS), install Node ${NEEDED} from https://nodejs.org\n`;

/** Path of a Node that is new enough: this one, or the one that npm installed; undefined where there is neither. */
export function findNode() {
  if (isNewEnough) return process.execPath;
  return ['bin/node', 'bin/node.exe']
    .map((file) => join(root, 'node_modules', `node-${system}`, file))
    .find((file) => existsSync(file));
}

/**
 * Runs a script in that Node until it ends, in this process's place. The channel tells the child when this process is
 * killed, so that no laptop cloud is left behind.
 * @param {string} node
 * @param {string[]} words the script and its arguments
 * @returns {Promise<number>} its exit code
 */
export function handOver(node, words) {
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...words], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal sends Ctrl-C to both processes, and the child takes two at once for one: this one waits for the child's
  // clean end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) =>
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0))),
  );
}
