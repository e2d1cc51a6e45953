import type { OutlineResponse, SegmentationResponse } from '../../contracts/model-answers.ts';
import { InvalidDocumentError } from '../../errors.ts';
import type { PngCodec } from '../images/png-pixels.ts';
import { type ClassMask, paintOutlines, readClassMask } from '../shapes/class-mask.ts';

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
