import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import type { DatasetHead } from '../../shared/contracts/dataset.ts';
import type { LedgerRecord } from '../../shared/contracts/ledger-record.ts';
import { incomingPrefix, parseImageKey, projectKeys } from '../../shared/domain/project/bucket-keys.ts';
import { newProject } from '../../shared/domain/project/new-project.ts';
import { closestBox } from '../../shared/domain/shapes/bounding-box.ts';
import { sha256 } from '../../shared/sha256.ts';
import { Laptop } from './laptop.ts';
import { LABELS } from './squares.ts';

const SIZE = { width: 160, height: 120 };
const FRAMES = 10;
const VIDEOS = 5;
jest.setTimeout(120_000);
const laptop = new Laptop();
const project = 'walks';
const keys = projectKeys(project);

const boxAt = (video: number, frame: number) => ({
  label: LABELS[video % 2]!,
  left: 10 + frame * 8,
  top: 20 + video * 8,
  width: 30,
  height: 24,
});

async function picture(video: number, frame: number) {
  const { left, top, width, height } = boxAt(video, frame);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE.width}" height="${SIZE.height}"><rect width="160" height="120" fill="hsl(${video * 50},30%,35%)"/>
    <rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${video % 2 ? '#fff' : '#fc0'}"/></svg>`;
  const bytes = await sharp(Buffer.from(svg)).png().toBuffer();
  const truth = { ...SIZE, boxes: [boxAt(video, frame)] };
  return { name: `walk${video}.frames/${String(frame).padStart(3, '0')}.png`, bytes, sha256: sha256(bytes), truth };
}
const frames = await Promise.all(
  Array.from({ length: VIDEOS * FRAMES }, (_, at) => picture(Math.floor(at / FRAMES), at % FRAMES)),
);
const alone = { ...(await picture(3, 5)), name: 'photo.png' };
const photo = { ...alone, bytes: await sharp(alone.bytes).negate().png().toBuffer() };
const known = [...frames, { ...photo, sha256: sha256(photo.bytes) }];

interface Line {
  'source-ref': string;
  labels: {
    annotations: Array<{ left: number; top: number; width: number; height: number; 'object-id': string }>;
  };
  'labels-metadata': Record<string, unknown>;
}
let lines: Array<Line & { split: string; video: string }>;
let records: LedgerRecord[];

beforeAll(async () => {
  await laptop.up();
  const base = newProject({ project, uid: 'abc123', labels: LABELS, taskType: 'bounding-box' });
  const labeling = { ...base.labeling, video: { framesPerTask: FRAMES } };
  await laptop.init(project, { labeling, validationFraction: 0.3 });
  laptop.hire();
  await laptop.drop(project, known);
  await laptop.labelNow(project);
  await laptop.ended(`${project}-abc123-b000001`);
  await laptop.dismiss();
  const { folder } = (await laptop.json<DatasetHead>(keys.datasetHead))!.versions[0]!;
  records = await Promise.all(
    (await laptop.keys(keys.ledgerPrefix)).map(async (key) => (await laptop.json<LedgerRecord>(key))!),
  );
  const videoOf = new Map(
    records.map(({ sha256: hash, originalKey }) => [hash, originalKey.split('/').slice(2, -1).join('/')]),
  );
  const sides = (['train', 'validation'] as const).map(async (split) =>
    (await laptop.text(keys.datasetManifest(folder, split)))
      .split('\n')
      .filter(Boolean)
      .map((text) => JSON.parse(text) as Line)
      .map((line) => ({ ...line, split, video: videoOf.get(parseImageKey(line['source-ref'])!.sha256)! })),
  );
  lines = (await Promise.all(sides)).flat();
}, 480_000);
afterAll(() => laptop.discard(), 60_000);

it('labels of tasks about videos are labels of their frames, each box where it is and of one object', () => {
  expect(lines).toHaveLength(known.length);
  // The simulated workers err frame by frame, as no hand between two keyframes does.
  const seen = lines.filter((line) => line.labels.annotations.length > 0);
  expect(seen.length).toBeGreaterThanOrEqual(0.94 * known.length);
  for (const line of seen) {
    const { sha256: hash } = parseImageKey(line['source-ref'])!;
    const { truth } = known.find((each) => each.sha256 === hash)!;
    const { annotations } = line.labels;
    expect(closestBox(truth.boxes[0]!, annotations, 0.6)).toBeDefined();
    expect(line['labels-metadata']).toMatchObject({
      'human-annotated': 'yes',
      type: 'groundtruth/object-detection',
    });
  }
  const walks = Map.groupBy(
    seen.filter(({ video }) => video !== ''),
    ({ video }) => video,
  );
  expect(walks.size).toBe(VIDEOS);
  for (const own of walks.values())
    expect(new Set(own.map((line) => line.labels.annotations[0]!['object-id'])).size).toBe(1);
});

it('frames of one video are never on two sides', () => {
  const sides = Map.groupBy(lines, ({ video }) => video);
  sides.delete('');
  for (const own of sides.values()) expect(new Set(own.map(({ split }) => split)).size).toBe(1);
  expect(new Set(lines.map(({ split }) => split)).size).toBe(2);
});

it('a model is trained on them', async () => {
  const head = (await laptop.json<{ model?: unknown }>(keys.champion))!;
  expect(head).toBeDefined();
});

it('asks for nothing that the deployed policies deny', () => {
  expect(laptop.judgeAccess().denied).toEqual([]);
});

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
if (!hasFfmpeg) console.warn('ffmpeg is not installed: the drop of an mp4 is not tried');
(hasFfmpeg ? it : it.skip)('an mp4 is dropped as its frames', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'labelloop-video-'));
  try {
    mkdirSync(join(folder, 'frames'));
    for (const [at, { bytes }] of frames.slice(0, FRAMES).entries())
      writeFileSync(join(folder, 'frames', `${at}.png`), bytes);
    const film = join(folder, 'film.mp4');
    const how = [
      '-loglevel',
      'error',
      '-framerate',
      '6',
      '-i',
      join(folder, 'frames', '%d.png'),
      '-pix_fmt',
      'yuv420p',
      film,
    ];
    execFileSync('ffmpeg', how);
    writeFileSync(join(folder, 'broken.mp4'), 'no film');
    const { code, out } = await laptop.labelloop(
      'drop',
      film,
      join(folder, 'broken.mp4'),
      '--project',
      project,
      '--fps',
      '3',
      '--json',
    );
    expect(code).toBe(0);
    const said = JSON.parse(out) as { outcomes: Array<{ name: string; outcome: string }>; passedOver: unknown[] };
    expect(said.outcomes.map(({ name, outcome }) => [name, outcome])).toEqual(
      Array.from({ length: 5 }, (_, at) => [`film.mp4/frame_${String(at + 1).padStart(6, '0')}.jpg`, 'accepted']),
    );
    expect(said.passedOver).toMatchObject([{ name: 'broken.mp4', why: expect.stringContaining('ffmpeg cannot read') }]);
    const taken = await laptop.keys(`${incomingPrefix(project)}film.mp4/`);
    expect(taken).toHaveLength(5);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
