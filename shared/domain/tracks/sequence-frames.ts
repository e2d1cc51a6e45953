import type { FrameSequence } from '../../contracts/frame-sequence.ts';

/** A frame of a sequence and where its image is, an S3 URI. */
export interface SequenceFrame {
  'frame-no': number;
  frame: string;
  uri: string;
}

/**
 * The frames as people see them one after another: by their numbers. (Ground Truth's page goes by the UTF-8 bytes of
 * their names; sequences that its console makes have both in one order.)
 */
export const sequenceFrames = ({ prefix, frames }: FrameSequence): SequenceFrame[] =>
  frames
    .map(({ 'frame-no': number, frame }) => ({ 'frame-no': number, frame, uri: `${prefix}${frame}` }))
    .sort((a, b) => a['frame-no'] - b['frame-no']);
