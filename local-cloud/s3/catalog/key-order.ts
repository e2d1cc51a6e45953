const LAST_CODE_POINT = 0x10ffff;

/**
 * The smallest string that is greater than every string with this prefix, in S3's order (UTF-8 bytes, which is the
 * order of code points and of SQLite's BINARY collation); undefined when there is none.
 */
export function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => character.codePointAt(0)!);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    if (last === LAST_CODE_POINT) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return String.fromCodePoint(...points, next);
  }
  return undefined;
}

/** The smallest string that is greater than `key`. */
export const afterKey = (key: string) => `${key}\u0000`;

/** Negative when `a` comes before `b` in S3's order. */
export const compareKeys = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
