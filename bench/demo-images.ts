import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSampleImages } from '../examples/sample-images/generate.ts';
import { LOGO_LABELS } from '../examples/sample-images/logos.ts';

const DEMO_IMAGES = 144;
const DEMO_TEST_IMAGES = 48;

/** Images of `npm start` with their truth, 48 of them from its test set, which come last by name. */
export async function drawDemo() {
  const drawn = await mkdtemp(join(tmpdir(), 'labelloop-demo-images-'));
  await mkdir(join(drawn, 'images'));
  const made = [
    ...(await generateSampleImages({ seed: 1, set: 'drop', count: DEMO_IMAGES })),
    ...(await generateSampleImages({ seed: 1, set: 'test', count: DEMO_TEST_IMAGES })),
  ];
  const images = made.map(({ fileName: file_name, width, height }, id) => ({ id, file_name, width, height }));
  const annotations = made.flatMap(({ truth: boxes }, image_id) =>
    boxes.map(({ label, left, top, width, height }) => ({
      image_id,
      category_id: LOGO_LABELS.indexOf(label) + 1,
      bbox: [left, top, width, height],
      area: width * height,
      iscrowd: 0,
    })),
  );
  const categories = LOGO_LABELS.map((label, index) => ({ id: index + 1, name: label }));
  const coco = { images, categories, annotations: annotations.map((each, index) => ({ id: index + 1, ...each })) };
  await writeFile(join(drawn, 'truth.json'), JSON.stringify(coco));
  for (const { fileName, bytes } of made) await writeFile(join(drawn, 'images', fileName), bytes);
  return { folder: drawn, images: 'images', truth: 'truth.json', labels: [...LOGO_LABELS] };
}

export const isDemoTestImage = (file: string) => file.startsWith('street');
