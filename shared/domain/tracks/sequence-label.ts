import type { SeqLabel } from '../../contracts/frame-sequence.ts';
import type { BoundingBox } from '../shapes/bounding-box.ts';
import { type Attributes, boxAtFrame, type FrameBox, keyframesOf, type Track } from './track.ts';

/** Whether boxes have identities: what Ground Truth calls tracking, or detection. */
export type SequenceTask = 'tracking' | 'detection';

/** A frame of a sequence as its label names it. */
export interface LabeledFrame {
  'frame-no': number;
  frame: string;
  attributes?: Attributes | undefined;
}

const hundredths = (value: number) => Math.round(value * 100) / 100;

const rounded = ({ left, top, width, height }: BoundingBox) => ({
  height: hundredths(height),
  width: hundredths(width),
  top: hundredths(top),
  left: hundredths(left),
});

/**
 * `SeqLabel.json` as Ground Truth writes it ("Output Data", Developer Guide): for each frame the boxes that are there.
 * @param tracks keyframes count frames by their place in `frames`; @param labels order = class ids
 */
export function writeSeqLabel(
  tracks: readonly Track[],
  frames: readonly LabeledFrame[],
  labels: readonly string[],
  task: SequenceTask,
): SeqLabel {
  const records = frames.map(({ attributes, ...frame }, at) => ({
    annotations: tracks.flatMap((track) => {
      const box = boxAtFrame(track, at);
      if (!box) return [];
      return [
        {
          ...rounded(box),
          'class-id': String(labels.indexOf(track.label)),
          'label-category-attributes': track.attributes ?? {},
          ...(box.isOccluded && { occluded: true }),
          ...(task === 'tracking' && { 'object-id': track.objectId, 'object-name': track.objectName }),
        },
      ];
    }),
    ...frame,
    'frame-attributes': attributes ?? {},
  }));
  return task === 'tracking' ? { 'tracking-annotations': records } : { 'detection-annotations': records };
}

export type FrameRecord = Extract<SeqLabel, { 'tracking-annotations': unknown }>['tracking-annotations'][number];

export const framesOf = (document: SeqLabel): FrameRecord[] =>
  'tracking-annotations' in document
    ? (document['tracking-annotations'] as FrameRecord[])
    : (document['detection-annotations'] as FrameRecord[]);

/**
 * The tracks of a `SeqLabel.json`: boxes of one object id are one track; boxes without one, as detection has them, a
 * track of one frame each.
 * @param placeOf the place of a frame in the sequence, by its name; undefined for one that is not in it
 * @param nameOf the class of an id, a text of digits; boxes of unknown ones are left out
 */
export function tracksOfSeqLabel(
  document: SeqLabel,
  frameCount: number,
  placeOf: (frame: string) => number | undefined,
  nameOf: (classId: string) => string | undefined,
): Track[] {
  const found = new Map<string, Omit<Track, 'keyframes'> & { boxes: FrameBox[] }>();
  for (const { frame: name, annotations } of framesOf(document)) {
    const frame = placeOf(name);
    if (frame === undefined) continue;
    for (const [at, { left, top, width, height, ...rest }] of annotations.entries()) {
      const label = nameOf(String(rest['class-id']));
      if (label === undefined) continue;
      const objectId = rest['object-id'] ?? `${name}:${at}`;
      const attributes = rest['label-category-attributes'] ?? {};
      const track = found.get(objectId) ?? {
        label,
        objectId,
        objectName: rest['object-name'] ?? `${label}:${found.size + 1}`,
        ...(Object.keys(attributes).length > 0 && { attributes }),
        boxes: [],
      };
      if (track.boxes.at(-1)?.frame === frame) continue;
      track.boxes.push({ frame, left, top, width, height, isOccluded: rest.occluded === true });
      found.set(objectId, track);
    }
  }
  return [...found.values()].map(({ boxes, ...track }) => ({
    ...track,
    keyframes: keyframesOf(
      boxes.sort((a, b) => a.frame - b.frame),
      frameCount,
    ),
  }));
}
