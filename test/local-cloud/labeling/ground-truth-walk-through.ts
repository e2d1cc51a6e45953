import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { KnownImage } from '../../../local-cloud/simulated-workforce/draw-boxes.ts';
import { runSimulatedWorkforce } from '../../../local-cloud/simulated-workforce/simulated-workforce.ts';
import { seededRandom } from '../../../shared/domain/seeded-random.ts';

export const BUCKET = 'ground-truth-walk-through';
export const PREFIX = 'ground-truth-od-demo';
export const TEAM = 'arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/ground-truth-od-demo-team';
/** The first ones are labeled, five in six of them for training; the last one is held out for the model. */
export const LABELED = 6;
export const HELD_OUT = `${LABELED}.jpg`;
/** Six small images are soon seen: thirty times, as AWS's script has it for a thousand images, are too few. */
export const EPOCHS = '120';

const SIZE = { width: 160, height: 120 };

/** The five workers of the walk-through, until `signal`. @param truths by file name */
export const work = (
  portalUrl: string,
  invite: (name: string) => Promise<string>,
  truths: ReadonlyMap<string, KnownImage>,
  signal: AbortSignal,
) =>
  runSimulatedWorkforce({
    portalUrl,
    invite,
    truthOf: (sourceRef) => truths.get(sourceRef.split('/').at(-1)!),
    workers: 5,
    seed: 3,
    signal,
  });

/** The lines of a manifest. */
export const linesOf = (manifest: string) =>
  manifest
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Writes `0.jpg`, `1.jpg`, … with one bird each. @returns where it is, by file name */
export async function drawBirds(folder: string): Promise<Map<string, KnownImage>> {
  const random = seededRandom(11);
  const between = (low: number, high: number) => Math.round(low + random() * (high - low));
  const truths = new Map<string, KnownImage>();
  for (let index = 0; index <= LABELED; index++) {
    const width = between(44, 60);
    const height = between(36, 48);
    const left = between(4, SIZE.width - width - 4);
    const top = between(4, SIZE.height - height - 4);
    const bird = `<ellipse cx="${left + width / 2}" cy="${top + height / 2}" rx="${width / 2}" ry="${height / 2}" fill="#c22"/>`;
    const sky = `<rect width="100%" height="100%" fill="rgb(120,${between(150, 180)},210)"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}">${sky}${bird}</svg>`;
    const name = `${index}.jpg`;
    writeFileSync(join(folder, name), await sharp(Buffer.from(svg)).jpeg().toBuffer());
    truths.set(name, { ...SIZE, boxes: [{ label: 'bird', left, top, width, height }] });
  }
  return truths;
}
