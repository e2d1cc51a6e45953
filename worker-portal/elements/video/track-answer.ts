import type { Attributes, Keyframe } from '../../../shared/domain/tracks/track.ts';
import { readBoxes } from '../bounding-box/box-geometry.ts';
import type { Size } from '../viewport.ts';

/** An object through the frames, as the page has it. */
export interface DrawnTrack {
  id: number;
  label: string;
  objectId: string;
  /** The n-th of its label. */
  objectName: string;
  attributes: Attributes;
  keyframes: readonly Keyframe[];
}

interface AnsweredKeyframe {
  /** Place in the sequence, from 0. */
  frameNumber: number;
  left: number;
  top: number;
  width: number;
  height: number;
  /** From here on the object is out of the picture. */
  outside?: true;
  occluded?: true;
}

/** What `crowd-video-frames` submits: keyframes, between which boxes lie on a line. */
export interface VideoFramesAnswer {
  tracks: Array<{
    label: string;
    objectId: string;
    objectName: string;
    labelCategoryAttributes?: Attributes;
    keyframes: AnsweredKeyframe[];
  }>;
  /** The frames that have attributes. */
  frames: Array<{ frameNumber: number; frameAttributes: Attributes }>;
  inputImageProperties: { height: number; width: number };
  initialValueModified?: boolean;
}

export const answeredTracks = (tracks: readonly DrawnTrack[]): VideoFramesAnswer['tracks'] =>
  tracks.map(({ label, objectId, objectName, attributes, keyframes }) => ({
    label,
    objectId,
    objectName,
    ...(Object.keys(attributes).length > 0 && { labelCategoryAttributes: attributes }),
    keyframes: keyframes.map(({ frame, left, top, width, height, isOutside, isOccluded }) => ({
      frameNumber: frame,
      left,
      top,
      width,
      height,
      ...(isOutside && { outside: true as const }),
      ...(isOccluded && { occluded: true as const }),
    })),
  }));

/** Tracks of a draft or of an earlier label; whatever is none is left out. */
export function readTracks(value: unknown, size: Size, frameCount: number): Array<Omit<DrawnTrack, 'id'>> {
  return listOf((value as { tracks?: unknown } | null | undefined)?.tracks).flatMap((track) => {
    const { label, objectId, objectName, labelCategoryAttributes } = track;
    const keyframes = listOf(track.keyframes)
      .flatMap((keyframe): Keyframe[] => {
        const [box] = readBoxes([{ ...keyframe, label }], size);
        const frame = Number(keyframe.frameNumber);
        if (!box || !Number.isInteger(frame) || frame < 0 || frame >= frameCount) return [];
        const { left, top, width, height } = box;
        return [
          {
            frame,
            left,
            top,
            width,
            height,
            ...(keyframe.outside === true && { isOutside: true }),
            ...(keyframe.occluded === true && { isOccluded: true }),
          },
        ];
      })
      .sort((a, b) => a.frame - b.frame)
      .filter(({ frame }, at, sorted) => sorted[at - 1]?.frame !== frame);
    if (typeof label !== 'string' || typeof objectId !== 'string' || keyframes.length === 0) return [];
    const attributes = readAttributes(labelCategoryAttributes);
    return [{ label, objectId, objectName: String(objectName ?? label), attributes, keyframes }];
  });
}

/** Attributes of single frames, by their place. */
export const readFrameAttributes = (value: unknown): Map<number, Attributes> =>
  new Map(
    listOf((value as { frames?: unknown } | null | undefined)?.frames).map(({ frameNumber, frameAttributes }) => [
      Number(frameNumber),
      readAttributes(frameAttributes),
    ]),
  );

const listOf = (value: unknown): Array<Record<string, unknown>> =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];

const readAttributes = (value: unknown): Attributes =>
  typeof value === 'object' && value !== null
    ? (Object.fromEntries(
        Object.entries(value).filter(([, each]) => typeof each === 'string' || typeof each === 'number'),
      ) as Attributes)
    : {};
