import { assignAtLeastCost } from '../assign-at-least-cost.ts';
import type { BoxWorkerState } from '../consolidation/box-workers.ts';
import { boxOfEdges, type Cluster } from '../consolidation/cluster.ts';
import type { DrawnBox, Overlap } from '../consolidation/cluster-boxes.ts';
import { confidenceOf, isPartOfLabel } from '../consolidation/cluster-confidence.ts';
import { byPlace, drawImage } from '../consolidation/drawn-image.ts';
import { estimateObjects } from '../consolidation/estimate-objects.ts';
import { inWorkerOrder } from '../consolidation/worker-order.ts';
import { type BoundingBox, intersectionOverUnion } from '../shapes/bounding-box.ts';
import { boxAtFrame, type FrameBox, type Track } from './track.ts';

/** One sequence of frames and the objects that its workers followed. */
export interface TrackObject {
  objectId: string;
  frameCount: number;
  answers: Array<{ workerId: string; tracks: readonly Track[] }>;
}

/** One object of the consensus. */
export interface ConsensusTrack {
  label: string;
  /** By rising frame. */
  boxes: Array<FrameBox & { confidence: number }>;
  /** The workers' tracks that it is made of, those with most of its boxes first; indexes into their answers. */
  members: Array<{ workerId: string; track: Track }>;
}

type TrackedBox = DrawnBox & { track: number; isOccluded: boolean };

/** How much two workers' tracks that go together for long count more than the overlap at one frame. */
const TOGETHER = 0.3;
/** Frames to either side that say whether two tracks go together. */
const AROUND = 12;
/** Overlap of boxes of one object. */
const SAME = 0.5;

/**
 * Several workers' tracks -> objects through time. What is one object at a frame, where it is and whether it is: as for
 * boxes on an image, with all frames' boxes teaching of the workers; boxes of tracks that go together around a frame
 * count as more alike, so that objects that cross do not change places. What is one object through time: a vote at each
 * frame, in which each worker names the object that their track belonged to before; so one worker's mistaken identity,
 * or a track in two pieces, is outvoted.
 * @param labels label names in class-id order
 */
export function consolidateTracks(
  objects: readonly TrackObject[],
  labels: readonly string[],
  state: BoxWorkerState,
): { objects: Array<{ objectId: string; tracks: ConsensusTrack[] }>; contribution: BoxWorkerState } {
  const sequences = objects.map((object) => openSequence(object, labels));
  const alike = new Map<DrawnBox, (other: TrackedBox) => number>();
  const images = sequences.flatMap(({ frames, affinity }) =>
    frames.map((image, frame) => {
      for (const box of image.boxes) alike.set(box, (other) => affinity(frame, box, other));
      return image;
    }),
  );
  const overlap: Overlap = (a, b) => {
    const shared = intersectionOverUnion(a, b);
    return shared > 0 ? shared + TOGETHER * alike.get(a)!(b as TrackedBox) : 0;
  };
  const { images: estimated, contribution } = estimateObjects(images, labels, state, overlap);
  const left = estimated.map(({ clusters }) => clusters);
  return {
    objects: sequences.map(({ answers, frames }, at) => {
      const clusters = left.splice(0, frames.length);
      return { objectId: objects[at]!.objectId, tracks: followObjects(clusters, answers, labels) };
    }),
    contribution,
  };
}

type Answers = TrackObject['answers'];

function openSequence({ answers: given, frameCount }: TrackObject, labels: readonly string[]) {
  const answers = inWorkerOrder(given);
  const frames = Array.from({ length: frameCount }, (_, frame) =>
    drawImage(
      answers.map(({ workerId, tracks }) => ({
        workerId,
        shapes: tracks.flatMap((track, index) => {
          const box = boxAtFrame(track, frame);
          return box ? [{ ...box, label: track.label, track: index }] : [];
        }),
      })),
      labels,
      ({ left, top, width, height, track, isOccluded }) => ({ left, top, width, height, track, isOccluded }),
      byPlace,
    ),
  );
  return { answers, frames, affinity: affinityOf(frames.map(({ boxes }) => boxes as TrackedBox[])) };
}

/** @returns the share of the frames around one at which two tracks that are both there are in the same place */
function affinityOf(frames: readonly TrackedBox[][]) {
  const byTrack = frames.map((boxes) => new Map(boxes.map((box) => [trackKey(box), box])));
  return (frame: number, a: DrawnBox, b: DrawnBox): number => {
    const [keyA, keyB] = [trackKey(a as TrackedBox), trackKey(b as TrackedBox)];
    let [there, together] = [0, 0];
    for (let at = Math.max(0, frame - AROUND); at <= Math.min(frames.length - 1, frame + AROUND); at++) {
      const [one, other] = [byTrack[at]!.get(keyA), byTrack[at]!.get(keyB)];
      if (!one || !other) continue;
      there += 1;
      if (intersectionOverUnion(one, other) >= SAME) together += 1;
    }
    return there > 0 ? together / there : 0;
  };
}

const trackKey = ({ worker, track }: { worker: number; track: number }) => `${worker}:${track}`;

interface Followed {
  /** The track that each worker followed it by last. */
  last: Map<number, number>;
  seen: Array<{ frame: number; cluster: Cluster }>;
}

/** Clusters of the frames -> objects; those that no frame's vote makes part of the label are left out. */
function followObjects(
  frames: ReadonlyArray<readonly Cluster[]>,
  answers: Answers,
  labels: readonly string[],
): ConsensusTrack[] {
  const followed: Followed[] = [];
  for (const [frame, clusters] of frames.entries()) {
    for (const [at, object] of chooseObjects(clusters, followed, frame).entries()) {
      const cluster = clusters[at]!;
      const target = object === undefined ? undefined : followed[object];
      const chosen: Followed = target ?? { last: new Map(), seen: [] };
      if (!target) followed.push(chosen);
      chosen.seen.push({ frame, cluster });
      for (const { worker, track } of cluster.members as TrackedBox[]) chosen.last.set(worker, track);
    }
  }
  return followed.flatMap(({ seen }) => {
    const kept = whereItIs(seen, answers.length);
    return kept.length > 0 ? [asTrack(kept, answers, labels)] : [];
  });
}

/** Who follows an object in fewer of its boxes does not count as one who follows it. */
const FOLLOWS = 0.1;

/**
 * The frames at which an object is part of the label. That a worker never followed it is one thing that they overlooked
 * and not one at each frame: where most workers do follow it, half of these say when it comes and goes.
 */
function whereItIs(seen: Followed['seen'], workers: number): Followed['seen'] {
  const boxes = new Map<number, number>();
  for (const { cluster } of seen)
    for (const { worker } of cluster.members) boxes.set(worker, (boxes.get(worker) ?? 0) + 1);
  const followers = [...boxes.values()].filter((count) => count >= seen.length * FOLLOWS).length;
  const isFollowed = followers * 2 > workers;
  return seen.filter(
    ({ cluster }) => isPartOfLabel(cluster, workers) || (isFollowed && cluster.members.length * 2 >= followers),
  );
}

/** Each cluster's object among those that were followed before; undefined for a new one. */
function chooseObjects(
  clusters: readonly Cluster[],
  followed: readonly Followed[],
  frame: number,
): Array<number | undefined> {
  if (clusters.length === 0) return [];
  const votes = clusters.map((cluster) => followed.map((object) => votesFor(cluster, object, frame)));
  const near = followed.flatMap((_, object) => (votes.some((row) => row[object]! > 0) ? [object] : []));
  const cost = votes.map((row) => [...near.map((object) => -row[object]!), ...clusters.map(() => 0)]);
  return assignAtLeastCost(cost).map((column, row) => {
    const object = near[column];
    return object !== undefined && votes[row]![object]! > 0 ? object : undefined;
  });
}

/**
 * How well a cluster goes on with an object: the share of its members whose tracks say so, and how much it overlaps the
 * place that the object's way so far leads to. Both are 0..1; 0 where they are not enough.
 */
function votesFor(cluster: Cluster, { last, seen }: Followed, frame: number): number {
  const members = cluster.members as TrackedBox[];
  const own = members.filter(({ worker, track }) => last.get(worker) === track).length / members.length;
  const votes = own + WAY * intersectionOverUnion(boxOfEdges(cluster.edges), placeAt(seen, frame));
  return votes >= ENOUGH ? votes : 0;
}

/** How much the place counts beside all members' votes. */
const WAY = 2;
const ENOUGH = 0.5;
/** Frames back that give an object's speed. */
const SPEED_OVER = 4;

/** Where an object should be at the frame after it was last seen; nowhere after a gap. */
function placeAt(seen: Followed['seen'], frame: number): BoundingBox {
  const last = seen.at(-1)!;
  const before = seen.at(-1 - SPEED_OVER);
  const box = boxOfEdges(last.cluster.edges);
  if (last.frame !== frame - 1) return { ...box, width: 0, height: 0 };
  if (before?.frame !== last.frame - SPEED_OVER) return box;
  const from = boxOfEdges(before.cluster.edges);
  return {
    ...box,
    left: box.left + (box.left - from.left) / SPEED_OVER,
    top: box.top + (box.top - from.top) / SPEED_OVER,
  };
}

function asTrack(
  seen: ReadonlyArray<{ frame: number; cluster: Cluster }>,
  answers: Answers,
  labels: readonly string[],
): ConsensusTrack {
  const counts = new Map<string, { worker: number; track: number; boxes: number }>();
  const weights = labels.map(() => 0);
  for (const { cluster } of seen) {
    for (const [label, share] of cluster.labels.entries()) weights[label]! += share;
    for (const { worker, track } of cluster.members as TrackedBox[]) {
      const key = trackKey({ worker, track });
      const count = counts.get(key) ?? { worker, track, boxes: 0 };
      count.boxes += 1;
      counts.set(key, count);
    }
  }
  return {
    label: labels[weights.indexOf(Math.max(...weights))]!,
    boxes: seen.map(({ frame, cluster }) => ({
      frame,
      ...boxOfEdges(cluster.edges),
      isOccluded: (cluster.members as TrackedBox[]).filter((box) => box.isOccluded).length * 2 > cluster.members.length,
      confidence: confidenceOf(cluster, answers.length, labels).confidence,
    })),
    members: [...counts.values()]
      .sort((a, b) => b.boxes - a.boxes || a.worker - b.worker || a.track - b.track)
      .map(({ worker, track }) => ({ workerId: answers[worker]!.workerId, track: answers[worker]!.tracks[track]! })),
  };
}
