// node classify.mjs PHOTO: what this model says of it. Needs: npm install onnxruntime-node sharp
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';

const about = JSON.parse(readFileSync(new URL('metadata.json', import.meta.url), 'utf8'));
const session = await InferenceSession.create(readFileSync(new URL('model.onnx', import.meta.url)));

/** Every class with its probability, the likeliest first; `chosen` are those that the model says. */
export async function classify(path) {
  const { autoOrient: size } = await sharp(path).metadata();
  const { frame, labels, thresholds } = about;
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
  const found = [...probabilities.data].map((confidence, id) => ({ label: labels[id], confidence, id }));
  const most = Math.max(...probabilities.data);
  return found
    .map(({ id, ...each }) => ({
      ...each,
      chosen: thresholds ? each.confidence >= thresholds[id] : each.confidence === most,
    }))
    .sort((a, b) => b.confidence - a.confidence);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const each of await classify(process.argv[2])) console.log(JSON.stringify(each));
