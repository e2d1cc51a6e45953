import { giveBack, hash53, slotOf } from './seen-names.ts';

const START = 1024;

/** Numbers names in the order in which they come, in 24 bytes each. */
export class NamePlaces {
  #slots = new Float64Array(START);
  #places = new Uint32Array(START);
  count = 0;

  /** Gives the name the next place, unless it has one. @returns whether it is new */
  add(name: string): boolean {
    if (this.count * 2 >= this.#slots.length) this.#grow();
    const hash = hash53(name) + 1;
    const at = slotOf(this.#slots, hash);
    const isNew = this.#slots[at] === 0;
    if (isNew) {
      this.#slots[at] = hash;
      this.#places[at] = this.count;
    }
    this.count++;
    return isNew;
  }

  /** @returns -1 for a name that never came */
  find(name: string): number {
    const at = slotOf(this.#slots, hash53(name) + 1);
    return this.#slots[at] === 0 ? -1 : this.#places[at]!;
  }

  #grow() {
    const [slots, places] = [this.#slots, this.#places];
    this.#slots = new Float64Array(slots.length * 2);
    this.#places = new Uint32Array(slots.length * 2);
    for (const [from, hash] of slots.entries()) {
      if (hash === 0) continue;
      const at = slotOf(this.#slots, hash);
      this.#slots[at] = hash;
      this.#places[at] = places[from]!;
    }
    giveBack(slots);
    giveBack(places);
  }
}
