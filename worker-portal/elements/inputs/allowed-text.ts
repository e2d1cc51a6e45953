/**
 * The characters of `text` that match `pattern` one by one (`allowed-pattern` of crowd-input and crowd-text-area), at
 * most `most` of them. A pattern that is no regular expression allows all.
 */
export function allowedText(text: string, pattern: string | null, most = Number.POSITIVE_INFINITY): string {
  const characters = Array.from(text);
  const isAllowed = matcherOf(pattern);
  return characters.filter(isAllowed).slice(0, most).join('');
}

function matcherOf(pattern: string | null): (character: string) => boolean {
  if (!pattern) return () => true;
  try {
    const expression = new RegExp(pattern, 'u');
    return (character) => expression.test(character);
  } catch {
    return () => true;
  }
}
