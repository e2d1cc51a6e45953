// node detect.mjs PHOTO: what this model sees. Needs: npm install onnxruntime-node sharp
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const about = JSON.parse(readFileSync(new URL('metadata.json', import.meta.url), 'utf8'));
const session = await InferenceSession.create(readFileSync(new URL('model.onnx', import.meta.url)));

function overlap(a, b) {
  const width = Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left);
  const height = Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top);
  const shared = Math.max(0, width) * Math.max(0, height);
  return shared / (a.width * a.height + b.width * b.height - shared);
}

/** Boxes in pixels of the upright image, left top origin, most confident first. */
export async function detect(path, leastConfidence = 0.3) {
  const { autoOrient: size } = await sharp(path).metadata();
  const { frame, labels } = about;
  const scale = Math.min(frame.width / size.width, frame.height / size.height);
  const width = Math.max(2, Math.round(size.width * scale));
  const height = Math.max(2, Math.round(size.height * scale));
  const pixels = await sharp(path)
    .autoOrient()
    .resize(width, height, { fit: 'fill' })
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .extend({ right: frame.width - width, bottom: frame.height - height, background: '#808080' })
    .raw()
    .toBuffer();
  const image = new Tensor('uint8', new Uint8Array(pixels), [1, frame.height, frame.width, 3]);
  const { peaks, distances } = await session.run({ image });
  const columns = frame.width / 4;
  const cells = (columns * frame.height) / 4;
  const found = [...peaks.data].flatMap((confidence, index) => {
    if (confidence < Math.max(leastConfidence, about.minimumConfidence)) return [];
    const cell = index % cells;
    const to = (side) => 8 * Math.exp(Math.min(5, distances.data[side * cells + cell]));
    const x = ((cell % columns) + 0.5) * 4;
    const y = (Math.floor(cell / columns) + 0.5) * 4;
    const left = Math.max(0, ((x - to(0)) * size.width) / width);
    const top = Math.max(0, ((y - to(1)) * size.height) / height);
    const right = Math.min(size.width, ((x + to(2)) * size.width) / width);
    const bottom = Math.min(size.height, ((y + to(3)) * size.height) / height);
    if (right - left < 1 || bottom - top < 1) return [];
    const label = labels[Math.floor(index / cells)];
    return [{ label, confidence, left, top, width: right - left, height: bottom - top }];
  });
  const kept = [];
  for (const box of found.sort((a, b) => b.confidence - a.confidence))
    if (!kept.some((other) => other.label === box.label && overlap(other, box) > about.maximumOverlap)) kept.push(box);
  return kept.slice(0, about.maximumBoxes);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const box of await detect(process.argv[2])) console.log(JSON.stringify(box));
