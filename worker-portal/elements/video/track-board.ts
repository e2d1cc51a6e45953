import type { Point } from '../../../shared/domain/shapes/point.ts';
import { type Attributes, boxAtFrame, type FrameBox, type Keyframe } from '../../../shared/domain/tracks/track.ts';
import type { BoardBox, BoxSheet, NewBox } from '../bounding-box/box-board.ts';
import { type Box, moved, resized } from '../bounding-box/box-geometry.ts';
import { UndoHistory } from '../undo-history.ts';
import type { Size } from '../viewport.ts';
import type { DrawnTrack } from './track-answer.ts';

interface Drawn {
  tracks: readonly DrawnTrack[];
  frameAttributes: ReadonlyMap<number, Attributes>;
}

const NOTHING: Drawn = { tracks: [], frameAttributes: new Map() };

/**
 * The tracks of a sequence and the frame in sight: to a tool that draws boxes it is the sheet of that frame, and what
 * the tool changes there becomes a keyframe. Every change can be undone.
 */
export class TrackBoard implements BoxSheet {
  #history = new UndoHistory<Drawn>(NOTHING);
  #nextId = 1;
  #onChange: () => void;
  #newId: () => string;
  #selected: number | undefined;
  image: Size = { width: 0, height: 0 };
  label = '';
  /** The frame in sight, from 0. */
  frame = 0;
  frameCount = 1;

  /** @param onChange after each change that a person made; @param newId an id that no other object has */
  constructor(onChange: () => void, newId: () => string = () => crypto.randomUUID()) {
    this.#onChange = onChange;
    this.#newId = newId;
  }

  get tracks(): readonly DrawnTrack[] {
    return this.#history.now.tracks;
  }

  get frameAttributes(): ReadonlyMap<number, Attributes> {
    return this.#history.now.frameAttributes;
  }

  get selectedTrack(): DrawnTrack | undefined {
    return this.tracks.find(({ id }) => id === this.#selected);
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** The boxes of the frame in sight. */
  get boxes(): readonly BoardBox[] {
    return this.tracks.flatMap((track) => boxOf(track, this.frame) ?? []);
  }

  get selected(): BoardBox | undefined {
    const track = this.selectedTrack;
    return track && boxOf(track, this.frame);
  }

  /** Starts anew with these tracks; there is nothing to undo. */
  reset(tracks: ReadonlyArray<Omit<DrawnTrack, 'id'>>, frameAttributes: ReadonlyMap<number, Attributes>): void {
    const placed = tracks.map((track) => ({ ...track, id: this.#nextId++ }));
    this.#history = new UndoHistory<Drawn>({ tracks: placed, frameAttributes });
    this.#selected = undefined;
  }

  select(id: number | undefined): void {
    this.#selected = id;
  }

  /** Selects the track after (1) or before (-1) the selected one among those in sight, and round. */
  selectNext(step: 1 | -1): void {
    const { boxes } = this;
    if (boxes.length === 0) return;
    const at = boxes.findIndex(({ id }) => id === this.#selected);
    this.#selected = boxes.at((at < 0 && step < 0 ? -1 : at + step) % boxes.length)!.id;
  }

  /** A new object that begins with this box at the frame in sight. */
  add({ label, left, top, width, height }: NewBox): void {
    const id = this.#nextId++;
    this.#selected = id;
    const track: DrawnTrack = {
      id,
      label,
      objectId: this.#newId(),
      objectName: this.#nameFor(label),
      attributes: {},
      keyframes: [{ frame: this.frame, left, top, width, height }],
    };
    this.#change({ tracks: [...this.tracks, track] });
  }

  /** The box of a track at the frame in sight: a keyframe. */
  replace({ id, left, top, width, height }: BoardBox, step?: string): void {
    this.#setKeyframe(id, { left, top, width, height }, {}, step);
  }

  /** Moves the selected box at the frame in sight, or (`isResize`) its right and bottom sides. */
  nudge(by: Point, isResize: boolean): boolean {
    const { selected, image } = this;
    if (!selected) return false;
    const corner = { x: selected.left + selected.width + by.x, y: selected.top + selected.height + by.y };
    const next = isResize ? resized(selected, 'se', corner, image) : moved(selected, by, image);
    this.replace(next, `nudge ${selected.id} ${this.frame}`);
    return true;
  }

  /** The frame of the selected object's keyframe after (1) or before (-1) the frame in sight. */
  keyframeBeside(step: number): number | undefined {
    const frames = this.selectedTrack?.keyframes.map(({ frame }) => frame) ?? [];
    return step > 0 ? frames.find((frame) => frame > this.frame) : frames.findLast((frame) => frame < this.frame);
  }

  /** The label of the selected object, and of those drawn from now on. */
  choose(label: string): void {
    this.label = label;
    const track = this.selectedTrack;
    if (track && track.label !== label)
      this.#put({ ...track, label, objectName: this.#nameFor(label), attributes: {} });
  }

  removeSelected(): boolean {
    const track = this.selectedTrack;
    if (!track) return false;
    this.#selected = undefined;
    this.#change({ tracks: this.tracks.filter((other) => other !== track) });
    return true;
  }

  /** Makes the frame in sight a keyframe of the selected track, or takes that away; its only one stays. */
  toggleKeyframe(): void {
    const track = this.selectedTrack;
    const { selected, frame } = this;
    if (!track) return;
    const rest = track.keyframes.filter((keyframe) => keyframe.frame !== frame);
    if (rest.length === track.keyframes.length) {
      if (selected) this.replace(selected);
    } else if (rest.some(({ isOutside }) => !isOutside)) this.#put({ ...track, keyframes: rest });
  }

  /** From the frame in sight on the selected object is out of the picture; or is in it again, where it was last. */
  toggleOutside(): void {
    const track = this.selectedTrack;
    if (!track) return;
    const { selected } = this;
    const last = lastBefore(track.keyframes, this.frame) ?? track.keyframes[0]!;
    const box = selected ?? last;
    if (selected && track.keyframes[0]!.frame >= this.frame) return;
    this.#setKeyframe(track.id, box, { isOutside: selected ? true : undefined });
  }

  /** From the frame in sight on a part of the selected object is hidden, or is not. */
  toggleOccluded(): void {
    const { selected } = this;
    const track = this.selectedTrack;
    if (!selected || !track) return;
    const isOccluded = boxAtFrame(track, this.frame)!.isOccluded;
    this.#setKeyframe(selected.id, selected, { isOccluded: isOccluded ? undefined : true });
  }

  /** The selected object's box at the frame in sight becomes its box at the next. False when there is none. */
  copyToNext(): boolean {
    const { selected, frame } = this;
    if (!selected || frame + 1 >= this.frameCount) return false;
    this.frame = frame + 1;
    this.#setKeyframe(selected.id, selected, {});
    return true;
  }

  /** Boxes that a tracker found: keyframes of one step. */
  follow(id: number, boxes: readonly FrameBox[], step: string): void {
    const track = this.tracks.find((other) => other.id === id);
    if (!track || boxes.length === 0) return;
    const own = new Set(boxes.map(({ frame }) => frame));
    const kept = track.keyframes.filter(({ frame }) => !own.has(frame));
    const keyframes = [...kept, ...boxes].sort((a, b) => a.frame - b.frame);
    this.#put({ ...track, keyframes }, step);
  }

  /** A value of one of the selected track's attributes; undefined takes it away. */
  setAttribute(name: string, value: string | number | undefined): void {
    const track = this.selectedTrack;
    if (track) this.#put({ ...track, attributes: withValue(track.attributes, name, value) }, `attribute ${name}`);
  }

  /** The same of the frame in sight. */
  setFrameAttribute(name: string, value: string | number | undefined): void {
    const own = this.frameAttributes.get(this.frame) ?? {};
    const frameAttributes = new Map(this.frameAttributes).set(this.frame, withValue(own, name, value));
    this.#change({ frameAttributes }, `frame attribute ${this.frame} ${name}`);
  }

  /** The next frame, and round, at which no object is in the picture. */
  get nextUnlabeled(): number | undefined {
    for (let step = 1; step <= this.frameCount; step++) {
      const frame = (this.frame + step) % this.frameCount;
      if (!this.tracks.some((track) => boxAtFrame(track, frame))) return frame;
    }
    return undefined;
  }

  undo(): boolean {
    return this.#stepped(this.#history.undo());
  }

  redo(): boolean {
    return this.#stepped(this.#history.redo());
  }

  #stepped(isDone: boolean): boolean {
    if (isDone) this.#onChange();
    return isDone;
  }

  #nameFor(label: string): string {
    const numbers = this.tracks.flatMap(({ objectName }) =>
      objectName.startsWith(`${label}:`) ? Number(objectName.slice(label.length + 1)) || 0 : [],
    );
    return `${label}:${Math.max(0, ...numbers) + 1}`;
  }

  #setKeyframe(id: number, box: Omit<Box, 'label'>, flags: Partial<Keyframe>, step?: string): void {
    const track = this.tracks.find((other) => other.id === id);
    if (!track) return;
    const { frame } = this;
    const before = lastBefore(track.keyframes, frame);
    const { left, top, width, height } = box;
    const isOccluded = 'isOccluded' in flags ? flags.isOccluded : before?.isOccluded;
    const keyframe: Keyframe = {
      frame,
      left: Math.round(left),
      top: Math.round(top),
      width: Math.max(1, Math.round(width)),
      height: Math.max(1, Math.round(height)),
      ...(flags.isOutside && { isOutside: true }),
      ...(isOccluded && { isOccluded: true }),
    };
    const keyframes = [...track.keyframes.filter((other) => other.frame !== frame), keyframe];
    this.#put({ ...track, keyframes: keyframes.sort((a, b) => a.frame - b.frame) }, step);
  }

  #put(track: DrawnTrack, step?: string): void {
    this.#change({ tracks: this.tracks.map((other) => (other.id === track.id ? track : other)) }, step);
  }

  #change(drawn: Partial<Drawn>, step?: string): void {
    this.#history.push({ ...this.#history.now, ...drawn }, step);
    this.#onChange();
  }
}

/** The last keyframe at a frame or before it. */
const lastBefore = (keyframes: readonly Keyframe[], frame: number): Keyframe | undefined =>
  keyframes.findLast((keyframe) => keyframe.frame <= frame);

function boxOf(track: DrawnTrack, frame: number): BoardBox | undefined {
  const box = boxAtFrame(track, frame);
  if (!box) return undefined;
  const isKeyframe = track.keyframes.some((keyframe) => keyframe.frame === frame);
  return {
    id: track.id,
    label: track.label,
    name: track.objectName,
    left: Math.round(box.left),
    top: Math.round(box.top),
    width: Math.max(1, Math.round(box.width)),
    height: Math.max(1, Math.round(box.height)),
    origin: isKeyframe ? 'drawn' : 'interpolated',
    seconds: 0,
  };
}

function withValue(attributes: Attributes, name: string, value: string | number | undefined): Attributes {
  const { [name]: _, ...rest } = attributes;
  return value === undefined || value === '' ? rest : { ...rest, [name]: value };
}
