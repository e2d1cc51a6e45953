/**
 * Edits that turn one word into another: a letter more, less, another, or two neighbours swapped (optimal string
 * alignment).
 */
function distance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        rows[i - 1]![j]! + 1,
        row[j - 1]! + 1,
        rows[i - 1]![j - 1]! + (isSame ? 0 : 1),
        isSwapped ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}

/**
 * The name that somebody meant who typed another: the only one that begins so, or the closest by edits; a third of the
 * letters may be wrong, and two at most.
 */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  const begun = names.filter((name) => word.length >= 2 && name.toLowerCase().startsWith(word));
  if (begun.length === 1) return begun[0];
  const near = names
    .map((name) => ({ name, edits: distance(word, name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.min(2, Math.ceil(Math.max(word.length, name.length) / 3)))
    .sort((a, b) => a.edits - b.edits);
  return near[0]?.name;
}

/** `did you mean birds?`, or the names there are, for the end of an error. */
export function suggestName(typed: string, names: readonly string[]): string {
  const closest = closestName(typed, names);
  return closest === undefined ? `there is ${names.join(', ')}` : `did you mean ${closest}?`;
}
