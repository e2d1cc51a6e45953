import { ANSWER_KIND_NAMES, kindOf } from './answer-kinds.ts';

/**
 * What workers start from: the manifest line's label, which an adjustment corrects, else its pre-label, in the shape of
 * the element's `initial-value`.
 * @param labels order = class ids
 * @returns undefined when the line has neither in a form that can be read
 */
export function initialValueOf(line: Record<string, unknown>, labels: readonly string[]): unknown {
  for (const name of ANSWER_KIND_NAMES) {
    const value = kindOf(name).initial(line, labels);
    if (value !== undefined) return value;
  }
  return undefined;
}
