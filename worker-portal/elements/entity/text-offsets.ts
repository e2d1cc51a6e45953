/**
 * Places in a text. A browser counts UTF-16 units, Ground Truth counts Unicode code points ("Unicode offsets": an emoji
 * is one, a combining mark one of its own); `units` below are the browser's, `points` Ground Truth's.
 */
export class TextOffsets {
  readonly text: string;
  /** The unit at which each code point begins, and the text's end. */
  #starts: number[] = [];
  #words: ReadonlyArray<{ start: number; end: number }> | undefined;

  constructor(text: string) {
    this.text = text;
    for (let unit = 0; unit < text.length; unit += text.codePointAt(unit)! > 0xffff ? 2 : 1) this.#starts.push(unit);
    this.#starts.push(text.length);
  }

  /** How many code points the text has. */
  get length(): number {
    return this.#starts.length - 1;
  }

  /** @param point 0 to `length` */
  unitOf(point: number): number {
    return this.#starts[Math.min(this.length, Math.max(0, point))]!;
  }

  /** The code point that begins at the unit, or holds it. */
  pointOf(unit: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#starts[middle]! <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The text from one code point to another. */
  slice(start: number, end: number): string {
    return this.text.slice(this.unitOf(start), this.unitOf(end));
  }

  /** What is left of a range without blanks at its ends; undefined when that is nothing. */
  trimmed(start: number, end: number): { start: number; end: number } | undefined {
    const text = this.slice(start, end);
    const before = text.length - text.trimStart().length;
    const kept = text.trim();
    const from = this.unitOf(start) + before;
    return kept === '' ? undefined : { start: this.pointOf(from), end: this.pointOf(from + kept.length) };
  }

  /** Words in code points, as the language of the text parts them, Chinese and Japanese too. */
  get words(): ReadonlyArray<{ start: number; end: number }> {
    this.#words ??= [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(this.text)].flatMap(
      ({ segment, index, isWordLike }) =>
        isWordLike ? [{ start: this.pointOf(index), end: this.pointOf(index + segment.length) }] : [],
    );
    return this.#words;
  }
}
