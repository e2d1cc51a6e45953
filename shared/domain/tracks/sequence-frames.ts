import type { FrameSequence } from '../../contracts/frame-sequence.ts';

/** A frame of a sequence and where its image is, an S3 URI. */
export interface SequenceFrame {
  'frame-no': number;
  frame: string;
  uri: string;
}

/**
 * The frames as people see them one after another: by their names' UTF-8 bytes, as Ground Truth shows them ("Create a
 * Video Frame Manual Data Setup", Developer Guide).
 */
export const sequenceFrames = ({ prefix, frames }: FrameSequence): SequenceFrame[] =>
  frames
    .map(({ 'frame-no': number, frame }) => ({ 'frame-no': number, frame, uri: `${prefix}${frame}` }))
    .sort((a, b) => byCodePoints(a.frame, b.frame));

/** The order of UTF-8 bytes is that of code points, which differs from that of UTF-16 units. */
function byCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
