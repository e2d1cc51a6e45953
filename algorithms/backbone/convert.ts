import { writeFile } from 'node:fs/promises';
import { hashOf } from './backbone.ts';
import { convertPackage, PRETRAINED_HASH } from './pretrained.ts';

/**
 * Writes the pretrained backbone to the file named by the first argument: the image's build takes it along without the
 * package.
 */
const [file] = process.argv.slice(2);
if (!file) throw new Error('usage: convert.ts FILE');
const bytes = await convertPackage();
if (hashOf(bytes) !== PRETRAINED_HASH)
  throw new Error(`the backbone's hash is ${hashOf(bytes)}, not ${PRETRAINED_HASH}`);
await writeFile(file, bytes);
console.log(`${file}: ${bytes.length} bytes`);
