import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seqLabelSchema } from '../../shared/contracts/frame-sequence.ts';
import { parseJson } from '../../shared/contracts/parse.ts';
import { consolidateBoundingBoxes } from '../../shared/domain/consolidation/bounding-boxes.ts';
import { emptyBoxState } from '../../shared/domain/consolidation/box-workers.ts';
import { seededRandom } from '../../shared/domain/seeded-random.ts';
import { type BoundingBox, intersectionOverUnion } from '../../shared/domain/shapes/bounding-box.ts';
import { consolidateTracks, type TrackObject } from '../../shared/domain/tracks/consolidate-tracks.ts';
import { framesOf, tracksOfSeqLabel } from '../../shared/domain/tracks/sequence-label.ts';
import { boxAtFrame, type FrameBox, type Keyframe, keyframesOf, type Track } from '../../shared/domain/tracks/track.ts';
import { scoreTracks } from '../../shared/domain/tracks/tracking-scores.ts';
import { referenceData } from '../reference-data.ts';

interface Scene {
  name: string;
  tracks: Track[];
  frameCount: number;
  size: { width: number; height: number };
}

const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/**
 * Tracks of three simulated workers on real helmets of a football play and on drawn walkers who cross: IDF1 and MOTA in
 * percent of each worker, of boxes consolidated frame by frame and linked by overlap, and ours.
 */
export function trackTable(draws = 5): string[] {
  const folder = referenceData('gt_video');
  const scenes = [...(folder ? [helmets(folder)] : []), walkers(1), walkers(2)];
  return scenes.flatMap((scene) => ['', ...compare(scene, draws)]);
}

function compare(scene: Scene, draws: number): string[] {
  const methods = ['worker A', 'worker B', 'worker C', 'frame by frame, linked', 'labelloop'];
  const sums = methods.map(() => ({ idF1: 0, mota: 0, switches: 0 }));
  let wins = 0;
  let milliseconds = 0;
  for (let draw = 0; draw < draws; draw++) {
    const answers = ['a', 'b', 'c'].map((workerId, at) => ({
      workerId,
      tracks: followAs(scene, seededRandom(draw * 31 + at * 7 + 5)),
    }));
    const object: TrackObject = { objectId: '0', frameCount: scene.frameCount, answers };
    const started = performance.now();
    const ours = consolidateTracks([object], ['object'], emptyBoxState()).objects[0]!.tracks;
    milliseconds += performance.now() - started;
    const found = [
      ...answers.map(({ tracks }) => tracks),
      frameByFrame(object),
      ours.map(({ label, boxes }, at) => track(label, at, boxes, scene.frameCount)),
    ];
    const scores = found.map((tracks) => scoreTracks(tracks, scene.tracks, scene.frameCount));
    for (const [at, score] of scores.entries()) {
      sums[at]!.idF1 += score.idF1 / draws;
      sums[at]!.mota += score.mota / draws;
      sums[at]!.switches += score.switches / draws;
    }
    const best = scores.at(-1)!;
    if (scores.slice(0, -1).every(({ idF1, mota }) => best.idF1 > idF1 && best.mota > mota)) wins += 1;
  }
  return [
    `${scene.name}: ${scene.tracks.length} tracks, ${scene.frameCount} frames, ${draws} draws; above all in ${wins}`,
    `${'tracks of'.padEnd(26)} IDF1   MOTA  switches   (${(milliseconds / draws / scene.frameCount).toFixed(2)} ms a frame)`,
    ...methods.map((name, at) => {
      const { idF1, mota, switches } = sums[at]!;
      return `${name.padEnd(26)} ${(idF1 * 100).toFixed(1)}   ${(mota * 100).toFixed(1)}   ${switches.toFixed(1)}`;
    }),
  ];
}

function helmets(folder: string): Scene {
  const document = parseJson(seqLabelSchema, readFileSync(join(folder, 'SeqLabel.json'), 'utf8'), 'SeqLabel.json');
  const places = new Map(framesOf(document).map(({ frame }, at) => [frame, at]));
  const frameCount = places.size;
  return {
    name: 'helmets of a football play',
    tracks: tracksOfSeqLabel(
      document,
      frameCount,
      (name) => places.get(name),
      () => 'object',
    ),
    frameCount,
    size: { width: 1280, height: 720 },
  };
}

/** Twelve walkers who cross each other's ways, stop, go behind each other and out of the picture. */
function walkers(seed: number): Scene {
  const random = seededRandom(seed * 101);
  const size = { width: 1280, height: 720 };
  const frameCount = 200;
  const tracks = Array.from({ length: 12 }, (_, at) => {
    const [width, height] = [40 + random() * 40, 90 + random() * 60];
    let [x, y] = [random() * size.width, 150 + random() * 400];
    let [speedX, speedY] = [(random() - 0.5) * 12, (random() - 0.5) * 2];
    const boxes: FrameBox[] = [];
    for (let frame = 0; frame < frameCount; frame++) {
      if (random() < 0.02) [speedX, speedY] = [(random() - 0.5) * 12, (random() - 0.5) * 2];
      [x, y] = [x + speedX, Math.min(560, Math.max(100, y + speedY))];
      if (x > 0 && x < size.width - width) boxes.push({ frame, left: x, top: y, width, height });
    }
    return track('object', at, boxes, frameCount);
  });
  return {
    name: `walkers, drawn (${seed})`,
    tracks: tracks.filter(({ keyframes }) => keyframes.length > 0),
    frameCount,
    size,
  };
}

const track = (label: string, at: number, boxes: readonly FrameBox[], frameCount: number): Track => ({
  label,
  objectId: String(at),
  objectName: `${label}:${at + 1}`,
  keyframes: keyframesOf(boxes, frameCount),
});

/**
 * What one worker makes of a scene: edges off by 6 % of the object, some objects
 * overlooked, begun late or left early, broken in two, taken for another where two meet, and some that are none.
 */
function followAs({ tracks, frameCount, size }: Scene, random: () => number): Track[] {
  const shown = tracks.filter(() => random() > 0.08);
  const parts = swapWhereTheyMeet(shown, frameCount, random).flatMap((boxes) => {
    const from = random() < 0.3 ? Math.floor(random() * 15) : 0;
    const to = boxes.length - (random() < 0.3 ? Math.floor(random() * 15) : 0);
    const kept = boxes.slice(from, to);
    if (kept.length < 2) return [];
    if (random() > 0.2) return [kept];
    const cut = 1 + Math.floor(random() * (kept.length - 1));
    return [kept.slice(0, cut), kept.slice(cut)];
  });
  const extras = Array.from({ length: Math.floor(random() * 3) }, (): FrameBox[] => {
    const first = Math.floor(random() * (frameCount - 30));
    const [left, top] = [random() * (size.width - 60), random() * (size.height - 60)];
    return Array.from({ length: 25 }, (_, at) => ({ frame: first + at, left, top, width: 50, height: 50 }));
  });
  return [...parts, ...extras].map((boxes, at) => ({
    ...track('object', at, [], frameCount),
    keyframes: clickThrough(boxes, frameCount, random),
  }));
}

/** Every box of the tracks, with identities changed where two tracks meet, sometimes. */
function swapWhereTheyMeet(tracks: readonly Track[], frameCount: number, random: () => number): FrameBox[][] {
  const owner = tracks.map((_, at) => at);
  const followed = tracks.map((): FrameBox[] => []);
  const meeting = new Set<string>();
  for (let frame = 0; frame < frameCount; frame++) {
    const boxes = tracks.map((each) => boxAtFrame(each, frame));
    for (let a = 0; a < boxes.length; a++)
      for (let b = a + 1; b < boxes.length; b++) {
        const [one, other] = [boxes[a], boxes[b]];
        const isMeeting = one && other && intersectionOverUnion(one, other) > 0.25;
        if (isMeeting && !meeting.has(`${a}:${b}`) && random() < 0.3) [owner[a], owner[b]] = [owner[b]!, owner[a]!];
        if (isMeeting) meeting.add(`${a}:${b}`);
        else meeting.delete(`${a}:${b}`);
      }
    for (const [at, box] of boxes.entries()) if (box) followed[owner[at]!]!.push({ frame, ...box });
  }
  return followed;
}

/** Keyframes where the object moves off the line from the last one, at least every 20 frames. */
function clickThrough(boxes: readonly FrameBox[], frameCount: number, random: () => number): Keyframe[] {
  const keyframes: Keyframe[] = [];
  let from = 0;
  for (const [at, box] of boxes.entries()) {
    const next = boxes[at + 1];
    const ends = next?.frame !== box.frame + 1;
    const begins = boxes[at - 1]?.frame !== box.frame - 1;
    if (begins) from = at;
    if (begins || ends || strays(boxes, from, at + 1)) {
      from = at;
      const off = (length: number) => 0.06 * length * normal(random);
      const [left, top] = [box.left + off(box.width), box.top + off(box.height)];
      const [right, bottom] = [box.left + box.width + off(box.width), box.top + box.height + off(box.height)];
      keyframes.push({
        frame: box.frame,
        left,
        top,
        width: Math.max(2, right - left),
        height: Math.max(2, bottom - top),
      });
    }
    if (ends && box.frame + 1 < frameCount)
      keyframes.push({ ...keyframes.at(-1)!, frame: box.frame + 1, isOutside: true });
  }
  return keyframes;
}

/** Whether the line between two boxes is at some frame between them off by more than a quarter. */
function strays(boxes: readonly FrameBox[], first: number, last: number): boolean {
  if (last - first > 20) return true;
  const line = { keyframes: [boxes[first]!, boxes[last]!] };
  return boxes
    .slice(first + 1, last)
    .some((box) => intersectionOverUnion(box, boxAtFrame(line, box.frame) as BoundingBox) < 0.75);
}

/** Boxes of each frame by themselves, linked to the track whose box of the frame before overlaps most. */
function frameByFrame({ frameCount, answers }: TrackObject): Track[] {
  const objects = Array.from({ length: frameCount }, (_, frame) => ({
    objectId: String(frame),
    answers: answers.map(({ workerId, tracks }) => ({
      workerId,
      boxes: tracks.flatMap((each) => {
        const box = boxAtFrame(each, frame);
        return box ? [{ ...box, label: each.label }] : [];
      }),
    })),
  }));
  const linked: FrameBox[][] = [];
  for (const [frame, { boxes }] of consolidateBoundingBoxes(objects, ['object'], emptyBoxState()).objects.entries()) {
    const free = linked.filter((each) => each.at(-1)!.frame === frame - 1);
    for (const box of boxes.filter(({ confidence }) => confidence >= 0.5)) {
      const overlaps = free.map((each) => intersectionOverUnion(each.at(-1)!, box));
      const best = overlaps.indexOf(Math.max(...overlaps));
      if (best >= 0 && overlaps[best]! >= 0.3) free.splice(best, 1)[0]!.push({ frame, ...box });
      else linked.push([{ frame, ...box }]);
    }
  }
  return linked.map((boxes, at) => track('object', at, boxes, frameCount));
}
