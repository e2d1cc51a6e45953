/** 64 bits of an image's look, as two halves. */
export type LookHash = readonly [high: number, low: number];

/**
 * Bits that two pictures of the same thing may differ in: recompressed, resized and slightly cropped copies do by up to
 * 7.
 */
export const LOOK_DISTANCE = 7;

/**
 * Difference hash: for 8 rows of 9 grey values, whether each is brighter than its right neighbour.
 * @param grey 72 values, row by row
 * @see N. Krawetz, "Kind of Like That" (2013)
 */
export function lookHash(grey: Uint8Array): LookHash {
  const halves: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit++) {
    const at = Math.floor(bit / 8) * 9 + (bit % 8);
    if (grey[at]! > grey[at + 1]!) halves[bit < 32 ? 0 : 1] |= 1 << (31 - (bit % 32));
  }
  return [halves[0] >>> 0, halves[1] >>> 0];
}

function bitsOf(value: number): number {
  let rest = value - ((value >>> 1) & 0x55555555);
  rest = (rest & 0x33333333) + ((rest >>> 2) & 0x33333333);
  return Math.imul((rest + (rest >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export const lookDistance = (a: LookHash, b: LookHash) => bitsOf(a[0] ^ b[0]) + bitsOf(a[1] ^ b[1]);

/**
 * Groups of images that look alike, directly or by way of others. Two hashes within 7 bits of each other agree in one
 * of their eight bytes at least, so only images that share a byte are compared.
 * @returns for each hash the index of its group's first image; images without a hash are alone
 */
export function lookAlikes(hashes: ReadonlyArray<LookHash | undefined>): number[] {
  const parent = hashes.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parent[root] !== root) root = parent[root]!;
    while (parent[at] !== root) [parent[at], at] = [root, parent[at]!];
    return root;
  };
  const byByte = new Map<number, number[]>();
  for (const [at, hash] of hashes.entries()) {
    if (!hash) continue;
    for (let byte = 0; byte < 8; byte++) {
      const key = byte * 256 + ((hash[byte < 4 ? 0 : 1] >>> (24 - 8 * (byte % 4))) & 255);
      const others = byByte.get(key) ?? [];
      byByte.set(key, others);
      for (const other of others) {
        if (lookDistance(hash, hashes[other]!) > LOOK_DISTANCE) continue;
        const [a, b] = [rootOf(at), rootOf(other)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
      others.push(at);
    }
  }
  return hashes.map((_, at) => rootOf(at));
}
