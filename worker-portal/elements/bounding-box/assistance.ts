import * as z from 'zod/mini';
import type { BoardBox, NewBox } from './box-board.ts';

const assistanceSchema = z.object({
  /** How each box of the answer came to be, in its order; `seconds` of work at it; `suggestion`: which one it was. */
  boxes: z.array(
    z.object({
      origin: z.enum(['given', 'accepted', 'adjusted', 'clicked', 'copied', 'drawn']),
      seconds: z.number(),
      suggestion: z.optional(z.number()),
    }),
  ),
  suggested: z.number(),
  /** Suggestions that were thrown away. */
  rejected: z.array(z.number()),
  /** Proposals that a click could choose from. */
  proposed: z.number(),
});

/** Kept in an answer that a model helped with, so that the help can be measured and its bias watched. */
export type Assistance = z.infer<typeof assistanceSchema>;

/** Undefined where no model offered anything. */
export function assistanceOf(
  boxes: readonly BoardBox[],
  suggestions: readonly NewBox[],
  proposed: number,
): Assistance | undefined {
  if (suggestions.length === 0 && proposed === 0) return undefined;
  const present = new Set(boxes.map(({ suggestion }) => suggestion));
  return {
    boxes: boxes.flatMap(({ origin, seconds, suggestion }) =>
      origin === 'suggested' || origin === 'interpolated'
        ? []
        : [{ origin, seconds, ...(suggestion !== undefined && { suggestion }) }],
    ),
    suggested: suggestions.length,
    rejected: suggestions.flatMap(({ suggestion }) => (present.has(suggestion) ? [] : [suggestion!])),
    proposed,
  };
}

/**
 * The boxes of a draft with how they came to be, and the suggestions that nobody had judged; all as drawn if it does
 * not say.
 */
export function withOrigins(
  boxes: readonly NewBox[],
  assistance: unknown,
  suggestions: readonly NewBox[],
): readonly NewBox[] {
  const read = z.safeParse(assistanceSchema, assistance);
  if (!read.success || read.data.boxes.length !== boxes.length)
    return boxes.map((box) => ({ ...box, origin: 'drawn' as const }));
  const judged = new Set([...read.data.rejected, ...read.data.boxes.map(({ suggestion }) => suggestion)]);
  const placed = boxes.map((box, index) => {
    const { suggestion, ...made } = read.data.boxes[index]!;
    return { ...box, ...made, ...(suggestion !== undefined && { suggestion }) };
  });
  // A draft that was begun with other suggestions has judged none of these.
  const isSame = read.data.suggested === suggestions.length;
  return [...placed, ...(isSame ? suggestions.filter(({ suggestion }) => !judged.has(suggestion)) : [])];
}
