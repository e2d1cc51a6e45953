/** One place of a pattern: a character that must stand there, or any that are allowed, once or any number of times. */
export type PatternPart = string | { allows(character: string): boolean; many: boolean };

/**
 * Whether the whole text fits the pattern. Takes steps of the text's length times the pattern's at most, whoever wrote
 * the pattern: a regular expression of many stars may take longer than anybody lives.
 */
export function fitsPattern(parts: readonly PatternPart[], text: string): boolean {
  /** Whether what has been read fits the first so many parts. */
  let fits = [true];
  for (const part of parts) fits.push(fits.at(-1)! && isMany(part));
  for (const character of text) {
    const next: boolean[] = [false];
    for (const [at, part] of parts.entries()) {
      const isAllowed = typeof part === 'string' ? part === character : part.allows(character);
      const grows = isMany(part) && (next[at]! || (fits[at + 1]! && isAllowed));
      next.push(grows || (fits[at]! && isAllowed));
    }
    fits = next;
  }
  return fits[parts.length]!;
}

const isMany = (part: PatternPart) => typeof part !== 'string' && part.many;
