import { createHash, randomUUID } from 'node:crypto';

const HASHES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function partition(items: unknown[], size: number): unknown[][] {
  if (!Array.isArray(items) || !Number.isInteger(size) || size < 1) {
    throw new Error('$partition takes an array and a positive integer');
  }
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

function range(first: number, last: number, step: number): number[] {
  if (![first, last, step].every(Number.isInteger) || step === 0) {
    throw new Error('$range takes three integers, the third not 0');
  }
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) => first + index * step);
}

function hash(data: string, algorithm: string): string {
  const known = HASHES[algorithm];
  if (!known) throw new Error(`$hash knows ${Object.keys(HASHES).join(', ')}, not ${algorithm}`);
  return createHash(known).update(data).digest('hex');
}

/** mulberry32: the same seed gives the same number, as AWS promises; AWS's own number is not known. */
function seeded(seed: number): number {
  let state = (seed + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 2 ** 32;
}

/** What Step Functions adds to JSONata (Developer Guide, "Transforming data with JSONata"). */
export const ADDED_FUNCTIONS = {
  partition,
  range,
  hash,
  random: (seed?: number) => (seed === undefined ? Math.random() : seeded(seed)),
  uuid: () => randomUUID(),
  parse: (text: string): unknown => JSON.parse(text),
} as const;

/** What Step Functions takes away. */
export const REMOVED_FUNCTIONS = ['eval'] as const;
