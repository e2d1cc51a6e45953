import { seqLabelSchema } from '../../contracts/frame-sequence.ts';
import { parseJson } from '../../contracts/parse.ts';
import { intersectionOverUnion } from '../shapes/bounding-box.ts';
import type { ImageSize } from '../shapes/image-size.ts';
import { linkBoxes } from '../shapes/link-boxes.ts';
import { type ConsensusTrack, consolidateTracks } from '../tracks/consolidate-tracks.ts';
import { framesOf, tracksOfSeqLabel, writeSeqLabel } from '../tracks/sequence-label.ts';
import { type Attributes, boxAtFrame, type Keyframe, keyframesOf, type Track } from '../tracks/track.ts';
import { scoreTracks } from '../tracks/tracking-scores.ts';
import type { AnsweredObject, AnswerFile, AnswerKind, Consolidate, Fields, Simulate } from './answer-kind.ts';
import { compareShapes } from './comparison.ts';
import { answerOfShapes } from './drawn-shapes.ts';
import { adjustedIn, isFiniteNumber, isObject, objectsOf, readSize } from './fields.ts';
import { adjustmentStatus, classNamesById } from './written-shapes.ts';

export interface TracksAnswer {
  kind: 'tracks';
  size: ImageSize;
  tracks: Track[];
  /** The attributes of single frames, by frame number. */
  frameAttributes: Map<number, Attributes>;
  adjusted?: boolean | undefined;
}

const MOST_FRAMES = 2000;
const NAME = /^[^\p{C}]{1,128}$/u;

/** Tracks of several workers -> labels (`consolidations.ts`). */
export const mergeTracksAnswers: Consolidate<TracksAnswer> = (objects, { labels, state, outputPrefix, sequences }) => {
  const problems = new Map<string, Array<{ workerId: string; problem: string }>>();
  const known = objects.filter(({ objectId, answers }) => {
    if (sequences.has(objectId)) return true;
    const problem = "the sequence's file, which lists its frames, cannot be read";
    problems.set(
      objectId,
      answers.map(({ workerId }) => ({ workerId, problem })),
    );
    return false;
  });
  const sequenceOf = ({ objectId }: { objectId: string }) => sequences.get(objectId)!;
  const { objects: found, contribution } = consolidateTracks(
    known.map((object) => ({ ...object, frameCount: sequenceOf(object).frames.length })),
    labels,
    state.tracks,
  );
  const files = found.map(({ objectId, tracks: consensus }, at): AnswerFile => {
    const { frames, task } = sequenceOf(known[at]!);
    const attributes = agreedFrameAttributes(known[at]!.answers);
    const document = writeSeqLabel(
      nameTracks(consensus, frames.length),
      frames.map(({ frame, 'frame-no': number }, place) => ({
        'frame-no': number,
        frame,
        attributes: attributes.get(place),
      })),
      labels,
      task,
    );
    return {
      uri: `${outputPrefix}${objectId}/SeqLabel.json`,
      bytes: new TextEncoder().encode(JSON.stringify(document)),
      contentType: 'application/json',
    };
  });
  return {
    labels: objects.map((object) => {
      const at = known.indexOf(object);
      if (at < 0) return undefined;
      const ids = found[at]!.tracks.map(({ label }) => labels.indexOf(label));
      return {
        value: files[at]!.uri,
        metadata: {
          'class-map': classNamesById(ids, labels),
          type: `groundtruth/video-object-${sequenceOf(object).task}`,
          ...adjustmentStatus(object.answers),
        },
      };
    }),
    learnt: { tracks: contribution },
    files,
    problems,
  };
};

/** Each box goes on with the nearest one of the frame before. */
export const simulateTracks: Simulate = ({ size, boxes, frames = [boxes] }) => {
  const tracks = linkBoxes(frames).map(({ label, boxes: linked }, at) => ({
    label,
    objectId: `seen-${at + 1}`,
    objectName: `${label}:${at + 1}`,
    keyframes: keyframesOf(
      linked.map(({ frame, box: { left, top, width, height } }) => ({ frame, left, top, width, height })),
      frames.length,
    ).map(({ frame, isOutside, ...box }) => ({ frameNumber: frame, ...box, ...(isOutside && { outside: true }) })),
  }));
  return { tracks, inputImageProperties: size };
};

/** Objects through the frames of a sequence: `crowd-video-frames`. */
export const tracks: AnswerKind<TracksAnswer> = {
  elements: ['crowd-video-frames'],

  read(fields, labels) {
    const size = readSize(fields);
    if (!size || !Array.isArray(fields.tracks)) return undefined;
    const read = objectsOf(fields.tracks).flatMap((track) => readTrack(track, size, labels) ?? []);
    const answer: TracksAnswer = {
      kind: 'tracks',
      size,
      tracks: read,
      frameAttributes: readFrameAttributes(fields.frames),
      adjusted: adjustedIn(fields),
    };
    return answerOfShapes(answer, read.length, fields.tracks);
  },

  known({ value, metadata }, job) {
    if (typeof value !== 'string' || !value.endsWith('.json')) return undefined;
    return knownTracks(value, isObject(metadata) ? metadata : {}, job);
  },

  /** One finding for each object; the score is IDF1: boxes under the right identity. */
  compare(given, known) {
    const frameCount = 1 + Math.max(0, ...[...known.tracks, ...(given?.tracks ?? [])].map(lastFrame));
    const { findings } = compareShapes(
      given?.tracks.map((track) => ({ label: track.label, shape: asShape(track) })),
      known.tracks.map((track) => ({ label: track.label, shape: asShape(track) })),
      (one, other) => overlapThroughTime(one.track, other.track, frameCount),
    );
    return {
      score: given ? scoreTracks(given.tracks, known.tracks, frameCount).idF1 : 0,
      findings: findings.map(({ given: _given, known: _known, ...finding }) => finding),
    };
  },

  truth: () => undefined,

  judge: () => [],

  weigh: (objects) => ({ errors: objects.map(() => Number.POSITIVE_INFINITY), learnt: {} }),
};

function readTrack(track: Fields, size: ImageSize, labels: readonly string[]): Track | undefined {
  const { label, objectId, objectName, labelCategoryAttributes } = track;
  if (typeof label !== 'string' || !labels.includes(label)) return undefined;
  if (typeof objectId !== 'string' || !NAME.test(objectId)) return undefined;
  const read = objectsOf(track.keyframes).flatMap((keyframe) => readKeyframe(keyframe, size) ?? []);
  const listed = Array.isArray(track.keyframes) ? track.keyframes.length : 0;
  const keyframes = read
    .sort((a, b) => a.frame - b.frame)
    .filter(({ frame }, at, sorted) => sorted[at - 1]?.frame !== frame);
  if (keyframes.length === 0 || keyframes.length < listed) return undefined;
  const attributes = readAttributes(labelCategoryAttributes);
  return {
    label,
    objectId,
    objectName: typeof objectName === 'string' && NAME.test(objectName) ? objectName : label,
    ...(Object.keys(attributes).length > 0 && { attributes }),
    keyframes,
  };
}

function readKeyframe({ frameNumber, left, top, width, height, outside, occluded }: Fields, size: ImageSize) {
  if (!Number.isInteger(frameNumber) || (frameNumber as number) < 0 || (frameNumber as number) >= MOST_FRAMES)
    return undefined;
  if (![left, top, width, height].every(isFiniteNumber)) return undefined;
  const box = { left, top, width, height } as { left: number; top: number; width: number; height: number };
  const isInside =
    box.width > 0 &&
    box.height > 0 &&
    box.left >= 0 &&
    box.top >= 0 &&
    box.left + box.width <= size.width + 1 &&
    box.top + box.height <= size.height + 1;
  if (!isInside) return undefined;
  const keyframe: Keyframe = {
    frame: frameNumber as number,
    ...box,
    ...(outside === true && { isOutside: true }),
    ...(occluded === true && { isOccluded: true }),
  };
  return keyframe;
}

const MOST_ATTRIBUTES = 50;
const LONGEST_VALUE = 1000;

function readAttributes(value: unknown): Attributes {
  if (!isObject(value)) return {};
  const valid = Object.entries(value).filter(
    ([name, each]) =>
      NAME.test(name) && (isFiniteNumber(each) || (typeof each === 'string' && each.length <= LONGEST_VALUE)),
  );
  return Object.fromEntries(valid.slice(0, MOST_ATTRIBUTES)) as Attributes;
}

function readFrameAttributes(frames: unknown): Map<number, Attributes> {
  return new Map(
    objectsOf(frames).flatMap(({ frameNumber, frameAttributes }) => {
      const attributes = readAttributes(frameAttributes);
      return Number.isInteger(frameNumber) && Object.keys(attributes).length > 0
        ? [[frameNumber as number, attributes] as const]
        : [];
    }),
  );
}

/** Names and ids for the label: those of the track that most of the object comes from, each once. */
function nameTracks(consensus: readonly ConsensusTrack[], frameCount: number): Track[] {
  const ids = new Set<string>();
  const counts = new Map<string, number>();
  return consensus.map(({ label, boxes, members }) => {
    const own = members.map(({ track }) => track.objectId);
    const objectId = own.find((id) => !ids.has(id)) ?? `${own[0]}-${ids.size + 1}`;
    ids.add(objectId);
    const number = (counts.get(label) ?? 0) + 1;
    counts.set(label, number);
    const attributes = agreed(members.map(({ workerId, track }) => [workerId, track.attributes ?? {}] as const));
    return {
      label,
      objectId,
      objectName: `${label}:${number}`,
      ...(Object.keys(attributes).length > 0 && { attributes }),
      keyframes: keyframesOf(boxes, frameCount),
    };
  });
}

/** What most workers say of each attribute; a worker's first word counts. */
function agreed(said: ReadonlyArray<readonly [workerId: string, attributes: Attributes]>): Attributes {
  const votes = new Map<string, Map<string | number, Set<string>>>();
  const heard = new Set<string>();
  for (const [workerId, attributes] of said)
    for (const [name, value] of Object.entries(attributes)) {
      if (heard.has(`${workerId} ${name}`)) continue;
      heard.add(`${workerId} ${name}`);
      const values = votes.get(name) ?? new Map<string | number, Set<string>>();
      values.set(value, (values.get(value) ?? new Set()).add(workerId));
      votes.set(name, values);
    }
  return Object.fromEntries(
    [...votes].sort().map(([name, values]) => {
      const [most] = [...values].sort(([a, x], [b, y]) => y.size - x.size || (String(a) < String(b) ? -1 : 1));
      return [name, most![0]];
    }),
  );
}

function agreedFrameAttributes(answers: AnsweredObject<TracksAnswer>['answers']): Map<number, Attributes> {
  const frames = new Set(answers.flatMap(({ frameAttributes }) => [...frameAttributes.keys()]));
  return new Map(
    [...frames].map((frame) => [
      frame,
      agreed(answers.map(({ workerId, frameAttributes }) => [workerId, frameAttributes.get(frame) ?? {}] as const)),
    ]),
  );
}

async function knownTracks(
  uri: string,
  metadata: Fields,
  job: { labels: readonly string[]; nameOf(id: string): string; readBytes(uri: string): Promise<Uint8Array> },
): Promise<TracksAnswer> {
  const document = parseJson(seqLabelSchema, new TextDecoder().decode(await job.readBytes(uri)), uri);
  const places = new Map(framesOf(document).map(({ frame }, at) => [frame, at]));
  const own = isObject(metadata['class-map']) ? metadata['class-map'] : {};
  const nameOf = (id: string) => (typeof own[id] === 'string' ? (own[id] as string) : job.nameOf(id));
  const read = tracksOfSeqLabel(document, places.size, (frame) => places.get(frame), nameOf);
  const sides = read.flatMap(({ keyframes }) => keyframes.map((box) => [box.left + box.width, box.top + box.height]));
  return {
    kind: 'tracks',
    size: { width: Math.max(1, ...sides.map(([x]) => x!)), height: Math.max(1, ...sides.map(([, y]) => y!)) },
    tracks: read,
    frameAttributes: new Map(),
  };
}

const lastFrame = ({ keyframes }: Track) => keyframes.at(-1)!.frame;

/** A finding's place is its first box; the way through time goes along with it. */
const asShape = (track: Track) => {
  const { left, top, width, height } = track.keyframes[0]!;
  return { left, top, width, height, track };
};

/** The share of frames with either at which both are in the same place. */
function overlapThroughTime(one: Track, other: Track, frameCount: number): number {
  let [either, both] = [0, 0];
  for (let frame = 0; frame < frameCount; frame++) {
    const [here, there] = [boxAtFrame(one, frame), boxAtFrame(other, frame)];
    if (here || there) either += 1;
    if (here && there && intersectionOverUnion(here, there) >= 0.5) both += 1;
  }
  return either > 0 ? both / either : 0;
}
