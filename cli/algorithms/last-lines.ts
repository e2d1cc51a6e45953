const KEPT = 20;
/** A program may print without end on one line. */
const LONGEST_LINE = 2_000;

/** The last lines of what a program prints. */
export class LastLines {
  #text = '';

  add(chunk: Buffer): void {
    this.#text = `${this.#text}${chunk.toString('utf8')}`
      .split(/\r?\n/)
      .slice(-KEPT - 1)
      .map((line) => line.slice(-LONGEST_LINE))
      .join('\n');
  }

  last(): string[] {
    return this.#text.split('\n').filter(Boolean).slice(-KEPT);
  }
}
