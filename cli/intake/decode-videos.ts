import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalFile } from './collect-files.ts';

const VIDEO = /\.(mp4|mov|m4v|avi|mkv|webm)$/i;
const run = promisify(execFile);

/** Files to drop, frames in the place of videos. */
export interface DecodedVideos {
  files: LocalFile[];
  /** Videos that could not be decoded, and why. */
  passedOver: Array<{ name: string; why: string }>;
  /** How many frames came of which video. */
  videos: Array<{ name: string; frames: number }>;
  /** Removes the frames' files. */
  clean(): Promise<void>;
}

/**
 * Takes the frames of videos out as JPEG by ffmpeg, where the machine has it: `walk.mp4` becomes
 * `walk.mp4/frame_000001.jpg` and so on, which the pipeline knows for frames of one video.
 * @param framesPerSecond how many of each second are kept @param signal ends it
 */
export async function decodeVideos(
  files: readonly LocalFile[],
  { framesPerSecond, signal, tell }: { framesPerSecond: number; signal: AbortSignal; tell(line: string): void },
): Promise<DecodedVideos> {
  const videos = files.filter(({ name }) => VIDEO.test(name));
  const decoded: DecodedVideos = {
    files: files.filter(({ name }) => !VIDEO.test(name)),
    passedOver: [],
    videos: [],
    clean: async () => {},
  };
  if (videos.length === 0) return decoded;
  const folder = await mkdtemp(join(tmpdir(), 'labelloop-frames-'));
  decoded.clean = () => rm(folder, { recursive: true, force: true });
  for (const [at, { name, path }] of videos.entries()) {
    tell(`taking frames out of ${name}`);
    const own = join(folder, String(at));
    await mkdir(own);
    try {
      await decode(path, own, framesPerSecond, signal);
    } catch (error) {
      if (signal.aborted) {
        await decoded.clean();
        throw error;
      }
      decoded.passedOver.push({ name, why: whyNot(error as NodeJS.ErrnoException & { stderr?: string }, name) });
      continue;
    }
    const frames = (await readdir(own)).sort();
    decoded.videos.push({ name, frames: frames.length });
    decoded.files.push(...frames.map((frame) => ({ path: join(own, frame), name: `${name}/${frame}` })));
  }
  return decoded;
}

const decode = (path: string, folder: string, framesPerSecond: number, signal: AbortSignal) =>
  run(
    'ffmpeg',
    // A path that begins with a dash, or looks like an address, is a file all the same.
    [
      ...['-nostdin', '-loglevel', 'error', '-protocol_whitelist', 'file', '-i', `file:${path}`],
      ...['-vf', `fps=${framesPerSecond}`, '-q:v', '2', join(folder, 'frame_%06d.jpg')],
    ],
    { signal },
  );

function whyNot(error: NodeJS.ErrnoException & { stderr?: string }, name: string): string {
  if (error.code === 'ENOENT')
    return `a video, and ffmpeg is not installed here: install it, or put the frames into a folder ${name.replace(VIDEO, '')}.frames`;
  const [reason = 'it ended with an error'] = (error.stderr ?? '').trim().split('\n').slice(-1);
  return `ffmpeg cannot read this video: ${reason}`;
}
