// `npm start`: install what is missing, then the demo loop. Plain JavaScript for whatever Node the person has (18 or
// newer).
import { join } from 'node:path';
import { findNode, handOver, nodeMissing, root } from './find-node.mjs';
import { install } from './install.mjs';

process.stdout.write('labelloop · images in, live endpoint out · nothing leaves this machine\n');
process.exitCode = (await install({ dev: false })) ? await loop() : 1;

async function loop() {
  const node = findNode();
  if (!node) {
    process.stderr.write(nodeMissing);
    return 1;
  }
  process.stdout.write('loop      drop, label, train, gate, deploy; then once more\n');
  // `.labelloop` is the clone's, wherever this was called from.
  process.chdir(root);
  return handOver(node, [join(root, 'cli', 'labelloop.mjs'), 'demo', ...process.argv.slice(2)]);
}
