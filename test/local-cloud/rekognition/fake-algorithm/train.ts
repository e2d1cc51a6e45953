import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env.ML_ROOT!;
const manifest = readFileSync(join(root, 'input/data/train/train.manifest'), 'utf8');
const images = readdirSync(join(root, 'input/data/images'), { recursive: true, withFileTypes: true });
console.log(`learns from ${images.filter((entry) => entry.isFile()).length} files`);
console.log(manifest);
writeFileSync(join(root, 'model/model.json'), '{}');
process.exit(0);
