/** What responses are ranked by. */
export interface Dimension {
  name: string;
  /** Whether two responses may have one rank. */
  allowTie: boolean;
}

/** Ranks of one dimension by response, 1 = the best; undefined = not ranked yet. */
export type Ranks = ReadonlyArray<number | undefined>;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The attribute `ordinal-ranking-dimensions`; entries without a name are left out, a repeated name counts once. */
export function readDimensions(value: unknown): Dimension[] {
  const named = (Array.isArray(value) ? value : []).filter(isObject).flatMap(({ name, allowTie }) => {
    const isTied = allowTie === true || allowTie === 'true';
    return typeof name === 'string' && name !== '' ? { name, allowTie: isTied } : [];
  });
  return [...new Map(named.map((dimension) => [dimension.name, dimension])).values()];
}

/** The ranks of a former answer or a draft, for these dimensions and so many responses. */
export function readRanks(value: unknown, dimensions: readonly Dimension[], responses: number): Ranks[] {
  const listed = isObject(value) && Array.isArray(value.rankings) ? value.rankings.filter(isObject) : [];
  return dimensions.map(({ name }) => {
    const ranks = listed.find(({ dimension }) => dimension === name)?.ranks;
    return Array.from({ length: responses }, (_, at) => {
      const rank: unknown = Array.isArray(ranks) ? ranks[at] : undefined;
      return Number.isInteger(rank) && (rank as number) >= 1 && (rank as number) <= responses
        ? (rank as number)
        : undefined;
    });
  });
}

/**
 * What is wrong with the ranks of a dimension: the first response without one, or a rank that two have where none may.
 */
export function problemOf(ranks: Ranks, { allowTie }: Dimension): { missing: number } | 'tied' | undefined {
  const missing = ranks.indexOf(undefined);
  if (missing >= 0) return { missing };
  return !allowTie && new Set(ranks).size < ranks.length ? 'tied' : undefined;
}
