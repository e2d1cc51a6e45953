// Images for the rehearsal: one bright rectangle each, and a COCO file that says where it is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

const WIDTH = 160;
const HEIGHT = 120;
const CLASSES = ['robin', 'wren'];

/** Writes `count` photographs and returns the path of their labels. */
export async function writeSampleImages(folder, count) {
  const images = [];
  const annotations = [];
  for (let id = 1; id <= count; id++) {
    const category = (id % CLASSES.length) + 1;
    const box = { left: (id * 7) % 100, top: (id * 5) % 70, width: 30 + (id % 20), height: 24 + (id % 15) };
    const background = { r: (id * 3) % 90, g: 60, b: 90 };
    const colour = category === 1 ? { r: 250, g: 90, b: 20 } : { r: 240, g: 230, b: 40 };
    const square = await sharp({ create: { width: box.width, height: box.height, channels: 3, background: colour } })
      .png()
      .toBuffer();
    const file_name = `${id}.jpg`;
    await sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } })
      .composite([{ input: square, left: box.left, top: box.top }])
      .jpeg()
      .toFile(join(folder, file_name));
    images.push({ id, file_name, width: WIDTH, height: HEIGHT });
    const bbox = [box.left, box.top, box.width, box.height];
    annotations.push({ id, image_id: id, category_id: category, bbox, area: box.width * box.height, iscrowd: 0 });
  }
  const categories = CLASSES.map((name, at) => ({ id: at + 1, name }));
  const labels = join(folder, '..', 'coco.json');
  writeFileSync(labels, JSON.stringify({ images, annotations, categories }));
  return labels;
}
