/** Strings, and the colon behind those that are names. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * `JSON.parse` for a part of a document that somebody may have damaged: an object with the same name twice, which is
 * two objects whose seam is gone, is no JSON here.
 * @throws SyntaxError
 */
export function parseOnce(text: string): unknown {
  const value: unknown = JSON.parse(text);
  let names = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) names++;
  if (names !== namesIn(value)) throw new SyntaxError('a name stands twice in one object');
  return value;
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const isList = Array.isArray(value);
  if (isList && typeof value[0] === 'number') return 0;
  let names = 0;
  for (const key in value) names += (isList ? 0 : 1) + namesIn((value as Record<string, unknown>)[key]);
  return names;
}
