import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateSampleImages } from './generate.ts';
import { LOGO_LABELS } from './logos.ts';

/**
 * `node examples/sample-images/write.ts DIR [COUNT]`: sample images (default 144) and their labels, `instances.json` in
 * COCO's format, as a team has them that labeled elsewhere. The same count gives the same files.
 */
const [folder, count = '144'] = process.argv.slice(2);
if (!folder || !/^[1-9]\d*$/.test(count)) {
  process.stderr.write('usage: node examples/sample-images/write.ts DIR [COUNT]\n');
  process.exit(2);
}
const samples = await generateSampleImages({ seed: 1, set: 'drop', count: Number(count) });
const images = samples.map(({ fileName: file_name, width, height }, index) => ({
  id: index + 1,
  file_name,
  width,
  height,
}));
const annotations = samples
  .flatMap(({ truth }, index) => truth.map((box) => ({ image_id: index + 1, ...box })))
  .map(({ image_id, label, left, top, width, height }, index) => ({
    id: index + 1,
    image_id,
    category_id: LOGO_LABELS.indexOf(label) + 1,
    bbox: [left, top, width, height],
    area: width * height,
    iscrowd: 0,
  }));
const categories = LOGO_LABELS.map((name, index) => ({ id: index + 1, name }));
await mkdir(folder, { recursive: true });
for (const { fileName, bytes } of samples) await writeFile(join(folder, fileName), bytes);
await writeFile(join(folder, 'instances.json'), JSON.stringify({ images, annotations, categories }));
process.stdout.write(
  `${samples.length} images and instances.json: labelloop drop ${folder} --labels ${join(folder, 'instances.json')}\n`,
);
