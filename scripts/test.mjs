// npm test: format, lint, types, tests; ends with one line "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, nodeMissing, root } from './find-node.mjs';
import { install } from './install.mjs';

const flags = new Set(process.argv.slice(2).filter((flag) => ['--full', '--unit'].includes(flag)));
const rest = process.argv.slice(2).filter((flag) => !flags.has(flag));

if (!(await install({ dev: true }))) process.exit(1);
const node = findNode();
if (!node) {
  process.stderr.write(nodeMissing);
  process.exit(1);
}

function step(name, script, args, env = {}) {
  const started = performance.now();
  const { status } = spawnSync(node, [...script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exitCode = 1;
  console.log(
    `${name.padEnd(9)} ${status === 0 ? 'ok' : 'FAILED'}  ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

const bin = (path) => [join(root, 'node_modules', path)];
step('biome', bin('@biomejs/biome/bin/biome'), ['check', '.']);
step('types', bin('typescript/bin/tsc'), []);

const report = join(root, '.labelloop', 'logs', 'jest.json');
mkdirSync(join(root, '.labelloop', 'logs'), { recursive: true });
rmSync(report, { force: true });
const folders = flags.has('--unit') ? ['test/shared', 'test/functions'] : [];
step(
  'jest',
  ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', ...bin('jest/bin/jest.js')],
  // One more than the cores of a small machine: tests wait for processes and browsers a third of their time.
  ['--maxWorkers=3', '--json', `--outputFile=${report}`, ...folders, ...rest],
  flags.has('--full') ? { LABELLOOP_TEST: 'full' } : {},
);
try {
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  console.log(`${result.numPassedTests} passed, ${failed} failed, ${result.numPendingTests} skipped`);
  if (result.numPassedTests === 0) process.exitCode = 1;
} catch {
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
