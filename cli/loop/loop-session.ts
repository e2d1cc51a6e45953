import sharp from 'sharp';
import { createOnce, readText, replaceIf, writeObject } from '../../shared/aws/s3.ts';
import type { Project } from '../../shared/contracts/project.ts';
import { findChampion } from '../../shared/documents/champion.ts';
import { projectBucket } from '../../shared/documents/project-bucket.ts';
import { projectKeys, readyKey } from '../../shared/domain/project/bucket-keys.ts';
import { type DropFile, type DropOutcome, dropFiles } from '../intake/drop-files.ts';
import { explainDrop, summariseDrop } from '../intake/drop-summary.ts';
import type { ImageTruth } from './label-quality.ts';
import type { TrueBox } from './labeled-box.ts';
import type { Story } from './story.ts';
import { type ToldLoop, tellLoop } from './tell-loop.ts';
import { listBatchIds } from './watch-batch.ts';

/** One project on one laptop cloud, told as a story. */
export interface LoopSession {
  bucket: string;
  dataDir: string;
  config: Project;
  /** Grows with each drop. */
  truth: Map<string, ImageTruth>;
  story: Story;
  signal: AbortSignal;
}

/**
 * A file to drop with what is really on it; no truth for files that are no images. Both are asked for when its turn
 * comes.
 */
export interface TrueFile {
  name: string;
  read(): Promise<{ bytes: Uint8Array; truth: readonly TrueBox[] | undefined }>;
}

export interface PlayedLoop {
  outcomes: DropOutcome[];
  loop: ToldLoop;
  seconds: { drop: number; loop: number };
}

/** Writes the project's project.json, or what it shall be from the next batch on. */
export async function writeProject(bucket: string, config: Project): Promise<void> {
  const key = projectKeys(config.project).config;
  const body = JSON.stringify(config, null, 2);
  if (await createOnce(bucket, key, body)) return;
  await replaceIf(bucket, key, body, (await readText(bucket, key)).etag);
}

/** Drops files and tells what became of them. */
export async function playDrop(session: LoopSession, files: readonly TrueFile[]): Promise<DropOutcome[]> {
  const { bucket, config, story, truth } = session;
  const stage = story.stage('drop');
  const known = new Map<string, ImageTruth>();
  const dropped: DropFile[] = files.map(({ name, read }) => ({
    name,
    async read() {
      const { bytes, truth: boxes } = await read();
      if (boxes) {
        const { width, height } = (await sharp(bytes).metadata()).autoOrient;
        known.set(name, { width, height, boxes });
      }
      return bytes;
    },
  }));
  const outcomes = await dropFiles({ bucket, project: config.project }, dropped, {
    uploaded: (done, total) => stage.progress(`${done} of ${total} files uploaded`),
    settled: (done, total) => stage.progress(`${done} of ${total} files checked`),
  });
  // By the hash of what was stored: a photograph that the pipeline turned upright has other bytes than its file.
  for (const { name, sha256 } of outcomes) if (sha256 && known.has(name)) truth.set(sha256, known.get(name)!);
  stage.done(`${files.length} files -> s3://${bucket}/incoming/${config.project}/   ${summariseDrop(outcomes)}`);
  for (const line of explainDrop(outcomes)) story.note(line);
  return outcomes;
}

/** Drops files, asks for labels at once and follows the loop to its end. */
export async function playLoop(session: LoopSession, files: readonly TrueFile[]): Promise<PlayedLoop> {
  const { bucket, config, dataDir, truth, story, signal } = session;
  const start = Date.now();
  const known = await listBatchIds(bucket, config.project);
  const hasChampion = (await findChampion(projectBucket(bucket, config.project))) !== undefined;
  const outcomes = await playDrop(session, files);
  const dropped = Date.now();
  await writeObject(bucket, readyKey(config.project), 'label now', 'text/plain');
  const { project, labels } = config;
  const loop = await tellLoop({ bucket, project, dataDir, known, truth, labels, story, signal, hasChampion });
  return { outcomes, loop, seconds: { drop: (dropped - start) / 1000, loop: (Date.now() - dropped) / 1000 } };
}
