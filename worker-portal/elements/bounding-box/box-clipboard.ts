import type { Size } from '../viewport.ts';
import type { BoardBox, NewBox } from './box-board.ts';
import { type Box, moved, scaled } from './box-geometry.ts';

/** How far a copy stands from what it was copied from, as a share of the image's shorter side. */
const STEP_SHARE = 0.02;

/** Copied boxes and the image that they were copied from; goes along to the next image. */
export interface ClipboardCarry {
  boxes: Box[];
  size: Size;
}

/** Copies boxes within an image and to other ones, whatever their size. */
export class BoxClipboard {
  #copied: ClipboardCarry | undefined;
  /** Pasted so often into the image that it was copied from. */
  #pasted = 0;
  #isFromHere = true;

  get carry(): ClipboardCarry | undefined {
    return this.#copied;
  }

  takeOver(copied: ClipboardCarry | undefined): void {
    this.#copied = copied;
    this.#isFromHere = false;
  }

  copy(boxes: readonly BoardBox[], size: Size): void {
    if (boxes.length === 0) return;
    this.#copied = { boxes: boxes.map(plain), size };
    this.#isFromHere = true;
    this.#pasted = 0;
  }

  /** What to add: in the same image beside the originals, in another one at the same place. */
  paste(image: Size): NewBox[] {
    if (!this.#copied) return [];
    const { boxes, size } = this.#copied;
    if (this.#isFromHere) this.#pasted += 1;
    return boxes.map((box) => beside(scaled(box, size, image), image, this.#isFromHere ? this.#pasted : 0));
  }
}

/** A second one of the box, beside it. */
export const duplicate = (box: BoardBox, image: Size): NewBox => beside(plain(box), image, 1);

const plain = ({ label, left, top, width, height }: Box): Box => ({ label, left, top, width, height });

function beside(box: Box, image: Size, steps: number): NewBox {
  const by = Math.max(1, Math.round(STEP_SHARE * Math.min(image.width, image.height))) * steps;
  return { ...moved(box, { x: by, y: by }, image), origin: 'copied' };
}
