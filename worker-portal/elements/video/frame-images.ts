/** Frames before and after the one in sight whose images are kept at hand. */
const BEFORE = 8;
const AHEAD = 40;
/** Images kept in memory, undecoded. */
const MOST_KEPT = 400;
const AT_ONCE = 6;

/** The images of a sequence: those around the frame in sight are loaded, the nearest ahead first. */
export class FrameImages {
  #sources: readonly string[] = [];
  #images = new Map<number, HTMLImageElement>();
  #ready = new Set<number>();
  #failed = new Set<number>();
  #loading = 0;
  #centre = 0;
  #onReady: (frame: number) => void;

  /** @param onReady an image can be drawn now, or has failed */
  constructor(onReady: (frame: number) => void) {
    this.#onReady = onReady;
  }

  open(sources: readonly string[]): void {
    this.#sources = sources;
  }

  /** The decoded image of a frame, once it is there. */
  at(frame: number): HTMLImageElement | undefined {
    return this.#ready.has(frame) ? this.#images.get(frame) : undefined;
  }

  hasFailed(frame: number): boolean {
    return this.#failed.has(frame);
  }

  retry(frame: number): void {
    this.#failed.delete(frame);
    this.#images.delete(frame);
    this.look(frame);
  }

  /** The frame in sight is another one. */
  look(frame: number): void {
    this.#centre = frame;
    this.#loadMore();
  }

  /** Resolves when a frame can be drawn. @throws when its image cannot be loaded */
  async load(frame: number): Promise<HTMLImageElement> {
    const known = this.#images.get(frame);
    const image = known ?? this.#begin(frame, 'anonymous');
    try {
      await image.decode();
    } catch (error) {
      if (known) throw error;
      // Storage that does not let pixels be read may still let them be seen.
      await this.#begin(frame, null).decode();
    }
    this.#ready.add(frame);
    return this.#images.get(frame)!;
  }

  #loadMore(): void {
    for (const frame of this.#wanted()) {
      if (this.#loading >= AT_ONCE) return;
      if (this.#images.has(frame) || this.#failed.has(frame)) continue;
      this.#loading += 1;
      this.load(frame)
        .catch(() => this.#failed.add(frame))
        .finally(() => {
          this.#loading -= 1;
          this.#onReady(frame);
          this.#loadMore();
        });
    }
  }

  *#wanted(): Iterable<number> {
    const last = this.#sources.length - 1;
    for (let frame = this.#centre; frame <= Math.min(last, this.#centre + AHEAD); frame++) yield frame;
    for (let frame = this.#centre - 1; frame >= Math.max(0, this.#centre - BEFORE); frame--) yield frame;
  }

  /** @param crossOrigin `anonymous`: the tracker may read its pixels, if the storage says so */
  #begin(frame: number, crossOrigin: 'anonymous' | null): HTMLImageElement {
    const image = new Image();
    image.crossOrigin = crossOrigin;
    image.decoding = 'async';
    image.src = this.#sources[frame]!;
    this.#images.set(frame, image);
    if (this.#images.size > MOST_KEPT) this.#forgetFarthest();
    return image;
  }

  #forgetFarthest(): void {
    const distance = (frame: number) => Math.abs(frame - this.#centre);
    const farthest = [...this.#images.keys()].reduce((a, b) => (distance(a) >= distance(b) ? a : b));
    this.#images.delete(farthest);
    this.#ready.delete(farthest);
  }
}
