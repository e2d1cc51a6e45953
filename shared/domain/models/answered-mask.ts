import type { OutlineResponse, SegmentationResponse } from '../../contracts/model-answers.ts';
import { InvalidDocumentError } from '../../errors.ts';
import { decodePngIndexes, encodePalettePng, type PngCodec } from '../images/png-pixels.ts';
import { PNG_SIGNATURE } from '../images/png-structure.ts';
import { labelColour } from '../labeling/label-colours.ts';
import { type ClassMask, paintOutlines, readClassMask } from '../shapes/class-mask.ts';

const BACKGROUND = '#ffffff';
const number = (hex: string) => Number.parseInt(hex.slice(1), 16);

/**
 * A model's mask or outlines as a class for every pixel; of outlines that overlap the surest is seen.
 * @param size of the upright image
 * @throws InvalidDocumentError for a mask that is broken or of another size
 */
export function readAnsweredMask(
  answer: SegmentationResponse | OutlineResponse,
  size: { width: number; height: number },
  labels: readonly string[],
  codec: Pick<PngCodec, 'inflate'>,
): ClassMask {
  const { width, height } = size;
  if ('mask' in answer)
    return readClassMask(fromBase64(answer.mask), answer['internal-color-map'], labels, codec, { width, height });
  const surestLast = answer.annotations.toSorted((a, b) => a.confidence - b.confidence);
  return { width, height, pixels: Uint8Array.from(paintOutlines(surestLast, { width, height })) };
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch (cause) {
    throw new InvalidDocumentError('the mask is not base64', { cause });
  }
}

/**
 * A model's answer as text. Most answer JSON, which stays as it is. SageMaker's built-in semantic segmentation answers
 * a PNG with the number of a class in each pixel (developer guide, "Semantic Segmentation Algorithm", inference): it
 * becomes the answer that our own segmenter gives, so that nobody further down knows of another one.
 * @param labels order = class ids; a pixel of anything else is background
 * @throws InvalidDocumentError for a PNG of colours
 */
export function answerText(bytes: Uint8Array, labels: readonly string[], codec: PngCodec): string {
  if (!PNG_SIGNATURE.every((value, at) => bytes[at] === value)) return new TextDecoder().decode(bytes);
  const { width, height, indexes } = decodePngIndexes(bytes, codec);
  const mask = indexes.map((index) => (index <= labels.length ? index : 0));
  const colours = [BACKGROUND, ...labels.map((_, id) => labelColour(id))];
  const used = new Set(mask);
  const file = encodePalettePng({ width, height, mask }, colours.map(number), codec);
  const answer: SegmentationResponse = {
    image_size: [{ width, height, depth: 3 }],
    mask: toBase64(file),
    // It says no confidence of its own.
    'internal-color-map': Object.fromEntries(
      colours.flatMap((hex, index) =>
        index === 0 || used.has(index)
          ? [[String(index), { 'class-name': labels[index - 1] ?? 'BACKGROUND', 'hex-color': hex, confidence: 1 }]]
          : [],
      ),
    ),
  };
  return JSON.stringify(answer);
}

/** Piece by piece: arguments of a call are limited. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
