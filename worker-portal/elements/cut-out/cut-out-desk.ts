import type { Proposals } from '../../../shared/contracts/proposals.ts';
import type { BoundingBox } from '../../../shared/domain/shapes/bounding-box.ts';
import type { Point } from '../../../shared/domain/shapes/point.ts';
import { loadPicture } from '../segmentation/load-picture.ts';
import type { Size } from '../viewport.ts';
import { type CutOut, cutOut } from './cut-out.ts';

/** A box with a shorter side than this, in pixels of the image, is a click. */
const CLICK = 4;
/** Where nothing tells how large an object is: this share of the image's shorter side. */
const FIRST_SHARE = 0.2;

/** Cuts objects out of one image: by a box around each, or a click inside it. Its pixels are read when first needed. */
export class CutOutDesk {
  readonly #url: string;
  readonly #size: Size;
  #pixels: Promise<Uint8ClampedArray> | undefined;
  #proposals: Proposals['proposals'] = [];
  #last: Size | undefined;

  constructor(url: string, size: Size) {
    this.#url = url;
    this.#size = size;
  }

  /** Boxes that may hold objects: a click takes the likeliest around it. */
  offer({ proposals, width, height }: Proposals): void {
    const [x, y] = [this.#size.width / width, this.#size.height / height];
    this.#proposals = proposals.map((box) => ({
      ...box,
      ...{ left: box.left * x, top: box.top * y, width: box.width * x, height: box.height * y },
    }));
  }

  /** Begins to read the pixels, so that the first cut need not wait. */
  warmUp(): void {
    this.#read().catch(() => {});
  }

  /**
   * The object that the box is drawn around; a box without a size is a click.
   * @returns undefined when nothing there differs from what is around it
   * @throws when the image's server does not let its pixels be read
   */
  async cut(box: BoundingBox): Promise<CutOut | undefined> {
    const data = await this.#read();
    const isClick = Math.min(box.width, box.height) < CLICK;
    const around = isClick ? this.#boxAt({ x: box.left + box.width / 2, y: box.top + box.height / 2 }) : box;
    if (!isClick) this.#last = { width: box.width, height: box.height };
    return cutOut({ ...this.#size, data }, around);
  }

  #read(): Promise<Uint8ClampedArray> {
    this.#pixels ??= loadPicture({ url: this.#url }, this.#size);
    return this.#pixels;
  }

  /** The likeliest proposal around the point, else a box as large as the last one that was drawn. */
  #boxAt({ x, y }: Point): BoundingBox {
    const proposed = this.#proposals.find(
      ({ left, top, width, height }) => x > left && y > top && x < left + width && y < top + height,
    );
    if (proposed) return proposed;
    const side = FIRST_SHARE * Math.min(this.#size.width, this.#size.height);
    const { width, height } = this.#last ?? { width: side, height: side };
    return { left: x - width / 2, top: y - height / 2, width, height };
  }
}
