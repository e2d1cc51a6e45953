// `npm run rehearse`: from `labelloop deploy` to a live endpoint and back, on moto. Plain JavaScript for whatever Node
// the person has (18 or newer).
import { join } from 'node:path';
import { findNode, handOver, nodeMissing, root } from './find-node.mjs';

const node = findNode();
if (node)
  process.exitCode = await handOver(node, [
    join(root, 'scripts', 'rehearsal', 'rehearse.mjs'),
    ...process.argv.slice(2),
  ]);
else {
  process.stderr.write(nodeMissing);
  process.exitCode = 1;
}
