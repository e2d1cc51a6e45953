import { boxAtFrame, type Keyframe } from '../../../tracks/track.ts';
import type { XmlElement } from '../../bytes/xml.ts';
import { closeRecord } from '../../close-record.ts';
import { bareRecord, type Entry, type ImageRecord, problemAt, type Shape } from '../../image-record.ts';

/** Eleven hours of a video; a larger number is a slip, and every frame up to it would be an image. */
export const MOST_FRAMES = 1_000_000;

/** What a `<track>` of "CVAT for video 1.1" says, and what of it could not be read. */
export interface CvatTrack {
  label: string;
  id: string;
  attributes: Record<string, string>;
  keyframes: Keyframe[];
  problems: Array<{ frame: number | undefined; code: string; reason: string }>;
}

/** Boxes of a track; CVAT lists them frame by frame, other programs the keyframes alone. */
export function readCvatTrack({ attributes, children }: XmlElement): CvatTrack {
  const { id = '', label = '' } = attributes;
  const track: CvatTrack = { id, label, attributes: {}, keyframes: [], problems: [] };
  if (label === '') track.problems.push({ frame: undefined, code: 'no-label', reason: `the track ${id} has no label` });
  const taken = new Set<number>();
  for (const element of children) {
    const given = element.attributes.frame ?? '';
    const frame = /^\d+$/.test(given) ? Number(given) : Number.NaN;
    const lose = (code: string, reason: string) => track.problems.push({ frame, code, reason });
    const [left, top, right, bottom] = ['xtl', 'ytl', 'xbr', 'ybr'].map((edge) =>
      Number(element.attributes[edge] || Number.NaN),
    ) as [number, number, number, number];
    if (element.name !== 'box') lose('unsupported-shape', `a <${element.name}> of the track ${id} is no box`);
    else if (
      !(Number.isInteger(frame) && frame >= 0 && frame < MOST_FRAMES) ||
      ![left, top, right, bottom].every(Number.isFinite)
    )
      lose('broken-shape', `a box of the track ${id} has no frame or no place in numbers`);
    else if (element.text !== '' || element.children.some(({ name }) => name !== 'attribute'))
      lose('broken-shape', `a box of the track ${id} has another one in it`);
    else if (taken.has(frame)) lose('broken-shape', `the track ${id} has two boxes on one frame`);
    else if (Number(element.attributes.rotation ?? 0) !== 0)
      lose('unsupported-shape', `a box of the track ${id} is turned`);
    else {
      taken.add(frame);
      track.keyframes.push({
        frame,
        left,
        top,
        width: right - left,
        height: bottom - top,
        ...(element.attributes.outside === '1' && { isOutside: true }),
        ...(element.attributes.occluded === '1' && { isOccluded: true }),
      });
      for (const { name, attributes: own, text } of element.children)
        if (name === 'attribute' && own.name && text !== '') track.attributes[own.name] = text;
    }
  }
  track.keyframes.sort((a, b) => a.frame - b.frame);
  return track;
}

/** What a document says of its video; pixels. */
export interface CvatVideo {
  isVideo?: boolean;
  /** Frames in all. */
  frames?: number | undefined;
  width?: number | undefined;
  height?: number | undefined;
}

/**
 * The frames of a video's tracks; frames of which nothing is said are images without objects.
 */
export function framesOfTracks(
  tracks: readonly CvatTrack[],
  file: string,
  { frames, width, height }: CvatVideo,
): Entry[] {
  const ends = tracks.map(({ keyframes }) => keyframes.at(-1)?.frame ?? -1);
  const count = Math.max(frames !== undefined && frames <= MOST_FRAMES ? frames : 0, 1 + Math.max(-1, ...ends));
  const nowhere = tracks.flatMap(({ problems }) => problems.filter(({ frame }) => !(frame! >= 0 && frame! < count)));
  const records = Array.from({ length: count }, (_, frame) => {
    const image = `frame_${String(frame).padStart(6, '0')}.PNG`;
    const record: ImageRecord = { ...bareRecord(image, 'shapes'), width, height, annotatedBy: 'human' };
    record.extra = { 'frame-no': frame };
    record.shapes = tracks.flatMap((track, at) => (frame <= ends[at]! ? (shapeAt(track, frame) ?? []) : []));
    const problems = tracks.flatMap((track) =>
      track.problems
        .filter((problem) => problem.frame === frame)
        .map(({ code, reason }) => problemAt(file)('lost', code, reason, image)),
    );
    return closeRecord(record, problems, problemAt(file));
  });
  return [...nowhere.map(({ code, reason }) => problemAt(file)('lost', code, reason)), ...records.flat()];
}

function shapeAt(track: CvatTrack, frame: number): Shape | undefined {
  const box = boxAtFrame(track, frame);
  if (!box) return undefined;
  const { isOccluded, ...place } = box;
  const extra = { 'object-id': track.id, ...track.attributes, ...(isOccluded && { occluded: 1 }) };
  return { label: track.label, ...place, confidence: undefined, extra };
}
