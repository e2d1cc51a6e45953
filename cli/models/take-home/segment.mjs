// node segment.mjs PHOTO: writes PHOTO.mask.png, a colour for each class. Needs: npm install onnxruntime-node sharp
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const about = JSON.parse(readFileSync(new URL('metadata.json', import.meta.url), 'utf8'));
const session = await InferenceSession.create(readFileSync(new URL('model.onnx', import.meta.url)));

/**
 * The likeliest class of each cell of two by two pixels of the scaled image: 0 is background, else the label's place in
 * the list + 1.
 */
export async function segment(path) {
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
  const { probabilities } = await session.run({ image });
  const [columns, rows] = [frame.width / 2, frame.height / 2];
  const found = { width: Math.ceil(width / 2), height: Math.ceil(height / 2), labels };
  const classes = new Uint8Array(found.width * found.height);
  for (let y = 0; y < found.height; y++)
    for (let x = 0; x < found.width; x++) {
      const at = (index) => probabilities.data[(index * rows + y) * columns + x];
      for (let index = 1; index <= labels.length; index++)
        if (at(index) > at(classes[y * found.width + x])) classes[y * found.width + x] = index;
    }
  return { ...found, classes, size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { width, height, classes, labels, size } = await segment(process.argv[2]);
  const colours = [
    [0, 0, 0],
    ...labels.map((_, index) => [(index * 97 + 255) % 256, (index * 61 + 128) % 256, (index * 151 + 64) % 256]),
  ];
  const raw = { width, height, channels: 3 };
  const bytes = Buffer.from([...classes].flatMap((index) => colours[index]));
  const grown = { kernel: 'nearest', fit: 'fill' };
  await sharp(bytes, { raw }).resize(size.width, size.height, grown).png().toFile(`${process.argv[2]}.mask.png`);
  labels.forEach((label, index) => {
    const share = classes.filter((each) => each === index + 1).length / classes.length;
    console.log(JSON.stringify({ label, share }));
  });
}
