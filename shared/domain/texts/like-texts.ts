/** Lower-cased letters and digits alone: texts that differ in nothing else are one text to whoever learns. */
export function bareText(text: string): string {
  const bare = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return bare === '' ? text.trim() : bare;
}

/** Letters that stand beside each other, and how many such pieces two texts must share to be near-copies. */
const PIECE = 5;
const ALIKE = 0.6;
/**
 * Broder's min-wise hashes in bands: two texts that share 60 % of their pieces meet in one of them but for one of ten
 * million.
 */
const BANDS = 40;
const ROWS = 2;

/** Texts that are nearly the same as earlier ones: Jaccard's share of common pieces of five characters. */
export class LikeTexts {
  readonly #pieces = new Map<string, ReadonlySet<number>>();
  readonly #buckets = new Map<string, string[]>();

  /** Adds a text. @param id names it */
  add(id: string, text: string): void {
    if (this.#pieces.has(id)) return;
    const pieces = piecesOf(bareText(text));
    this.#pieces.set(id, pieces);
    for (const band of bandsOf(pieces)) {
      const bucket = this.#buckets.get(band);
      if (bucket) bucket.push(id);
      else this.#buckets.set(band, [id]);
    }
  }

  /** The other texts that are nearly this one, the likest first. */
  copiesOf(id: string): Array<{ id: string; similarity: number }> {
    const own = this.#pieces.get(id);
    if (!own) return [];
    const others = new Set(bandsOf(own).flatMap((band) => this.#buckets.get(band) ?? []));
    others.delete(id);
    return [...others]
      .map((other) => ({ id: other, similarity: shareOf(own, this.#pieces.get(other)!) }))
      .filter(({ similarity }) => similarity >= ALIKE)
      .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1));
  }
}

/** A number for each piece; a text shorter than one is a piece as a whole. */
function piecesOf(text: string): ReadonlySet<number> {
  const pieces = new Set<number>();
  for (let at = 0; at + PIECE <= text.length || at === 0; at++) pieces.add(hash(text.slice(at, at + PIECE)));
  return pieces;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value >>> 0;
}

/** One of many orders of all numbers: the finalizer of MurmurHash3 after another start for each. */
function reordered(value: number, order: number): number {
  let mixed = value ^ Math.imul(order + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function bandsOf(pieces: ReadonlySet<number>): string[] {
  const smallest = Array.from({ length: BANDS * ROWS }, (_, order) => {
    let least = 0xffffffff;
    for (const piece of pieces) least = Math.min(least, reordered(piece, order));
    return least;
  });
  return Array.from({ length: BANDS }, (_, band) => `${band} ${smallest.slice(band * ROWS, (band + 1) * ROWS)}`);
}

function shareOf(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const common = a.intersection(b).size;
  return common / (a.size + b.size - common);
}
