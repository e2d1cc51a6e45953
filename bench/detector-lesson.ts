import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { permutation, randomFor } from '../algorithms/onnx/random.ts';
import type { Photograph, PhotographSet } from './labeled-photographs.ts';

export interface Lesson {
  set: PhotographSet;
  /** Learns from so many images, drawn by the seed; undefined: from all. */
  images: number | undefined;
  seed: number;
  /** Of training, beside `labels` and `seed`. */
  hyperparameters: Record<string, string>;
  /** Folder that gets the model. */
  keep: string | undefined;
}

export interface Outcome {
  images: number;
  steps: number;
  /** User and system time of the whole training process, reading the images included, over all its starts. */
  cpuSeconds: number;
  map50: number;
  map5095: number;
  perLabel: Record<string, number>;
}

const CLOCK_TICKS = 100;

/** The photographs that a lesson is made of. */
export function chosenFor({ set, images, seed }: Pick<Lesson, 'set' | 'images' | 'seed'>): Photograph[] {
  const order = permutation(set.learned.length, randomFor(seed, 77)).map((index) => set.learned[index]!);
  return images === undefined ? set.learned : order.slice(0, images);
}

/**
 * Trains in the container's own program, with the held-out images as validation. Where the process was killed, the next
 * call with the same folder goes on from the last checkpoint.
 * @param root laid out as `/opt/ml`; deleted when the training is over
 */
export async function teach(lesson: Lesson, root: string, onLine: (line: string) => void): Promise<Outcome> {
  const { set, seed, hyperparameters } = lesson;
  const chosen = chosenFor(lesson);
  const config = { labels: JSON.stringify(set.labels), seed: String(seed), ...hyperparameters };
  await mkdir(join(root, 'input/config'), { recursive: true });
  await writeFile(join(root, 'input/config/hyperparameters.json'), JSON.stringify(config));
  await cp(set.folder, join(root, 'input/data/images'), { recursive: true });
  await writeChannel(root, 'train', chosen);
  await writeChannel(root, 'validation', set.heldOut);
  const child = spawn(process.execPath, ['algorithms/container/main.ts', 'train'], {
    env: { ...process.env, ML_ROOT: root },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const clock = join(root, 'cpu-seconds');
  const before = existsSync(clock) ? Number(readFileSync(clock, 'utf8')) : 0;
  let text = '';
  let cpuSeconds = before;
  for await (const line of createInterface({ input: child.stdout })) {
    text += `${line}\n`;
    cpuSeconds = before + cpuSecondsOf(child.pid!, cpuSeconds - before);
    writeFileSync(clock, String(cpuSeconds));
    onLine(line);
  }
  if (child.exitCode === null) await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`training ended with ${child.exitCode}: ${text.slice(-500)}`);
  if (lesson.keep) await cp(join(root, 'model'), lesson.keep, { recursive: true });
  await rm(root, { recursive: true });
  const number = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  return {
    images: chosen.length,
    steps: number(/train: (\d+) steps/),
    cpuSeconds,
    map50: number(/validation:mAP50=([\d.]+)/),
    map5095: number(/validation:mAP5095=([\d.]+)/),
    perLabel: Object.fromEntries(
      [...text.matchAll(/validation: (\S+) AP50 ([\d.]+)/g)].map(([, label, ap]) => [label!, Number(ap)]),
    ),
  };
}

async function writeChannel(root: string, channel: string, members: readonly Photograph[]) {
  const folder = join(root, 'input/data', channel);
  await mkdir(folder, { recursive: true });
  const lines = members.map(({ file, width, height, boxes }) =>
    JSON.stringify({
      'source-ref': `s3://bucket/${file}`,
      labels: { image_size: [{ width, height, depth: 3 }], annotations: boxes },
    }),
  );
  await writeFile(join(folder, 'labels.manifest'), lines.join('\n'));
}

/** What the kernel counts for a process of ours; the last known where it has ended. */
export function cpuSecondsOf(pid: number, last: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
  } catch {
    return last;
  }
}
