import type { FrameSequence, SeqLabel } from '../../contracts/frame-sequence.ts';
import type { ManifestLine } from '../../contracts/manifest-line.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import { sequenceFrames } from './sequence-frames.ts';
import { framesOf } from './sequence-label.ts';

/**
 * A sequence's label as labels of its frames: boxes with the ids of their objects. A frame that the label does not name
 * has none.
 * @param label undefined where nobody labeled the sequence
 * @param metadata of the sequence's label: who labeled it when, or why it failed
 * @param attribute of the frames' labels, and `sizeOf` a frame's image, an S3 URI, its pixels
 */
export function labelsOfFrames(
  sequence: FrameSequence,
  label: SeqLabel | undefined,
  metadata: Record<string, unknown> = {},
  { attribute, sizeOf }: { attribute: string; sizeOf(uri: string): ImageSize },
): ManifestLine[] {
  const records = new Map((label ? framesOf(label) : []).map((record) => [record.frame, record]));
  return sequenceFrames(sequence).map(({ frame, uri }): ManifestLine => {
    const record = records.get(frame);
    if (!record) return { 'source-ref': uri, [`${attribute}-metadata`]: metadata };
    const annotations = record.annotations.map(({ left, top, width, height, ...rest }) => ({
      class_id: Number(rest['class-id']),
      left,
      top,
      width,
      height,
      ...(rest['object-id'] !== undefined && { 'object-id': rest['object-id'] }),
      ...(rest['object-name'] !== undefined && { 'object-name': rest['object-name'] }),
    }));
    const { 'class-map': names = {}, type: _, ...shared } = metadata;
    const used = new Set(annotations.map(({ class_id }) => String(class_id)));
    return {
      'source-ref': uri,
      [attribute]: { image_size: [{ ...sizeOf(uri), depth: 3 }], annotations },
      [`${attribute}-metadata`]: {
        ...shared,
        objects: annotations.map(() => ({})),
        'class-map': Object.fromEntries(Object.entries(names as object).filter(([id]) => used.has(id))),
        type: 'groundtruth/object-detection',
      },
    };
  });
}
