const START = 1024;

/** 53 bits of a text (cyrb53 by bryc, public domain); for telling names apart, not for secrets. */
export function hash53(text: string): number {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 2_654_435_761);
    b = Math.imul(b ^ code, 1_597_334_677);
  }
  a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
  b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & b) + (a >>> 0);
}

/** A set of names in 16 bytes each: a million names fit where a `Set` of strings would take a hundred megabytes. */
export class SeenNames {
  #slots = new Float64Array(START);
  #count = 0;

  /**
   * @returns whether the name is new; two different names are taken for one with a chance of 1 to 10^4 among a million
   */
  add(name: string): boolean {
    if (this.#count * 2 >= this.#slots.length) this.#grow();
    const isNew = insert(this.#slots, hash53(name) + 1);
    if (isNew) this.#count++;
    return isNew;
  }

  #grow() {
    const larger = new Float64Array(this.#slots.length * 2);
    for (const value of this.#slots) if (value !== 0) insert(larger, value);
    giveBack(this.#slots);
    this.#slots = larger;
  }
}

/** Frees the memory of an array at once: the collector does not hurry for buffers. */
export const giveBack = ({ buffer }: Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) => {
  buffer.transfer(0);
};

function insert(slots: Float64Array, value: number): boolean {
  const at = slotOf(slots, value);
  if (slots[at] === value) return false;
  slots[at] = value;
  return true;
}

/** Where `value` is among the slots, or would be. @param slots a power of two of them, 0 = free */
export function slotOf(slots: Float64Array, value: number): number {
  // A remainder of the 53 bits would take longer than all the rest.
  const last = slots.length - 1;
  let at = value & last;
  while (slots[at] !== 0 && slots[at] !== value) at = (at + 1) & last;
  return at;
}
