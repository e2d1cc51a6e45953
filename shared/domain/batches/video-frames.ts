import type { LedgerRecord } from '../../contracts/ledger-record.ts';
import { parseIncomingKey } from '../project/bucket-keys.ts';

/** A folder whose name ends so holds the frames of one video. */
const FOLDER_OF_FRAMES = /^(.*\.(?:mp4|mov|m4v|avi|mkv|webm|frames))\/[^/]+$/i;

/**
 * The video that an image is a frame of: the path of its folder, such as `walk.mp4` of `walk.mp4/frame_000012.jpg`;
 * undefined for an image that is no frame.
 * @param name the image's path below the project, as it was dropped
 */
export const videoOfName = (name: string): string | undefined => FOLDER_OF_FRAMES.exec(name)?.[1];

/** The same of the key that an image was dropped under. */
export const videoOf = (incomingKey: string): string | undefined =>
  parseIncomingKey(incomingKey) && videoOfName(incomingKey.split('/').slice(2).join('/'));

/** Frames that one worker follows objects through in one task. */
export interface FrameGroup {
  /** The video; undefined for an image by itself. */
  video: string | undefined;
  /** In the order of their names. */
  records: LedgerRecord[];
}

const byName = new Intl.Collator('en', { numeric: true });

/**
 * The images of a batch as tasks about frames: those of one video together, in pieces of so many; an image that is no
 * frame is one of its own.
 */
export function groupFrames(records: readonly LedgerRecord[], framesPerTask: number): FrameGroup[] {
  const videos = new Map<string, LedgerRecord[]>();
  const alone: FrameGroup[] = [];
  for (const record of records) {
    const video = videoOf(record.originalKey);
    if (video === undefined) alone.push({ video, records: [record] });
    else if (videos.has(video)) videos.get(video)!.push(record);
    else videos.set(video, [record]);
  }
  const pieces = [...videos]
    .sort(([a], [b]) => byName.compare(a, b))
    .flatMap(([video, own]) => {
      const ordered = own.sort((a, b) => byName.compare(a.originalKey, b.originalKey));
      return Array.from({ length: Math.ceil(ordered.length / framesPerTask) }, (_, piece) => ({
        video,
        records: ordered.slice(piece * framesPerTask, (piece + 1) * framesPerTask),
      }));
    });
  return [...pieces, ...alone];
}
