import { boxAtFrame } from '../../../shared/domain/tracks/track.ts';
import type { DrawnTrack } from './track-answer.ts';
import type { TrackBoard } from './track-board.ts';

/** Stage pixels. */
const ROW = 4;
const ROWS = 12;
const TOP = 14;
const DIAMOND = 5;

/**
 * The sequence as a strip: a slider for the frame in sight, and under it when each object is in the picture, with the
 * keyframes of the selected one and the frames that have nothing.
 */
export class Timeline {
  readonly element = document.createElement('div');
  readonly #slider = document.createElement('input');
  readonly #canvas = document.createElement('canvas');
  readonly #board: TrackBoard;
  readonly #colourOf: (label: string) => string;
  /** When each track is in the picture: worked out once for each state of it. */
  #spans = new WeakMap<DrawnTrack, Array<[from: number, to: number]>>();

  constructor(
    board: TrackBoard,
    { name, colourOf, onSeek }: { name: string; colourOf(label: string): string; onSeek(frame: number): void },
  ) {
    this.#board = board;
    this.#colourOf = colourOf;
    this.element.className = 'timeline';
    this.#slider.type = 'range';
    this.#slider.min = '1';
    this.#slider.ariaLabel = name;
    this.#slider.addEventListener('input', () => onSeek(Number(this.#slider.value) - 1));
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#canvas.addEventListener('pointerdown', (event) => {
      this.#canvas.setPointerCapture(event.pointerId);
      onSeek(this.#frameAt(event));
    });
    this.#canvas.addEventListener('pointermove', (event) => event.buttons === 1 && onSeek(this.#frameAt(event)));
    this.element.append(this.#slider, this.#canvas);
    new ResizeObserver(() => this.paint()).observe(this.element);
  }

  /** Draws the board's state. */
  paint(): void {
    const { frame, frameCount, tracks, selectedTrack } = this.#board;
    this.#slider.max = String(frameCount);
    this.#slider.value = String(frame + 1);
    this.#slider.setAttribute('aria-valuetext', `${frame + 1} / ${frameCount}`);
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0) return;
    const ratio = devicePixelRatio;
    if (this.#canvas.width !== Math.round(width * ratio)) {
      this.#canvas.width = Math.round(width * ratio);
      this.#canvas.height = Math.round(height * ratio);
    }
    const context = this.#canvas.getContext('2d')!;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const step = width / frameCount;
    this.#paintUnlabeled(context, step);
    for (const [row, track] of tracks.slice(-ROWS).entries()) {
      context.globalAlpha = !selectedTrack || track === selectedTrack ? 1 : 0.45;
      context.fillStyle = this.#colourOf(track.label);
      const y = TOP + row * (ROW + 1);
      for (const [from, to] of this.#spansOf(track)) context.fillRect(from * step, y, (to - from) * step, ROW);
    }
    context.globalAlpha = 1;
    if (selectedTrack) this.#paintKeyframes(context, selectedTrack, step);
    context.fillStyle = getComputedStyle(this.element).color;
    context.fillRect((frame + 0.5) * step - 1, 0, 2, height);
  }

  #paintUnlabeled(context: CanvasRenderingContext2D, step: number): void {
    const { frameCount, tracks } = this.#board;
    const labeled = new Uint8Array(frameCount);
    for (const track of tracks) for (const [from, to] of this.#spansOf(track)) labeled.fill(1, from, to);
    context.fillStyle = '#8885';
    for (let frame = 0; frame < frameCount; frame++)
      if (!labeled[frame]) context.fillRect(frame * step, 0, Math.max(1, step), 3);
  }

  #paintKeyframes(context: CanvasRenderingContext2D, track: DrawnTrack, step: number): void {
    context.fillStyle = this.#colourOf(track.label);
    context.strokeStyle = getComputedStyle(this.element).color;
    for (const { frame, isOutside } of track.keyframes) {
      const x = (frame + 0.5) * step;
      context.beginPath();
      context.moveTo(x, 7 - DIAMOND);
      context.lineTo(x + DIAMOND, 7);
      context.lineTo(x, 7 + DIAMOND);
      context.lineTo(x - DIAMOND, 7);
      context.closePath();
      if (!isOutside) context.fill();
      context.stroke();
    }
  }

  #spansOf(track: DrawnTrack): Array<[number, number]> {
    const known = this.#spans.get(track);
    if (known) return known;
    const spans: Array<[number, number]> = [];
    for (let frame = 0; frame < this.#board.frameCount; frame++) {
      if (!boxAtFrame(track, frame)) continue;
      const last = spans.at(-1);
      if (last?.[1] === frame) last[1] = frame + 1;
      else spans.push([frame, frame + 1]);
    }
    this.#spans.set(track, spans);
    return spans;
  }

  #frameAt({ offsetX }: PointerEvent): number {
    const { frameCount } = this.#board;
    const frame = Math.floor((offsetX / this.#canvas.clientWidth) * frameCount);
    return Math.min(frameCount - 1, Math.max(0, frame));
  }
}
