#!/usr/bin/env node
// Plain JavaScript for whatever Node the person has (18 or newer): hands over to the Node 24 that `npm install` brought.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'cli', 'main.ts');
const major = Number(process.versions.node.split('.')[0]);

if (major >= 24) {
  const { runAsProcess } = await import(pathToFileURL(main).href);
  await runAsProcess(process.argv.slice(2));
} else {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const node = ['bin/node', 'bin/node.exe']
    .map((file) => join(root, 'node_modules', name, file))
    .find((file) => existsSync(file));
  if (node) handOver(node);
  else {
    process.stderr.write(
      `labelloop needs Node 24; this is Node ${process.versions.node}, and node_modules/${name} is not there.\n` +
        'What to do: run `npm install` in the clone, or install Node 24 from https://nodejs.org\n',
    );
    process.exitCode = 1;
  }
}

/** The channel tells the child when this process is killed, so that no laptop cloud is left behind. */
function handOver(node) {
  const child = spawn(node, [join(root, 'cli', 'labelloop.mjs'), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A terminal sends Ctrl-C to both processes: this one only waits for the child's clean end.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
