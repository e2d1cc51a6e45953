#!/usr/bin/env node
// Plain JavaScript for whatever Node the person has (18 or newer).
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { findNode, handOver, isNewEnough, nodeMissing } from '../scripts/find-node.mjs';

const words = process.argv.slice(2);
const node = findNode();
if (isNewEnough) {
  // Stripping the types takes longer than most commands: done once for each file.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/labelloop', import.meta.url)));
  const { runAsProcess } = await import('./main.ts');
  await runAsProcess(words);
} else if (node) process.exitCode = await handOver(node, [fileURLToPath(import.meta.url), ...words]);
else {
  process.stderr.write(nodeMissing);
  process.exitCode = 1;
}
