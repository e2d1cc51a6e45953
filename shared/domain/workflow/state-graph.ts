import * as z from 'zod/mini';
import type { StateEdge, StateGraph, StateNode } from '../../contracts/state-graph.ts';

const transitionSchema = z.object({ Next: z.string() });
const stateSchema = z.looseObject({
  Type: z.string(),
  Comment: z.optional(z.string()),
  Next: z.optional(z.string()),
  Default: z.optional(z.string()),
  Choices: z.optional(z.array(transitionSchema)),
  Catch: z.optional(z.array(transitionSchema)),
  get ItemProcessor() {
    return z.optional(blockSchema);
  },
});
const blockSchema = z.looseObject({
  StartAt: z.string(),
  get States(): z.ZodMiniRecord<z.ZodMiniString, typeof stateSchema> {
    return z.record(z.string(), stateSchema);
  },
});
type Block = z.infer<typeof blockSchema>;

/**
 * Reads a definition (Amazon States Language) as a graph; the states inside a Map belong to it.
 * @throws ZodError for other documents
 */
export function stateGraph(definition: unknown): StateGraph {
  const block = z.parse(blockSchema, definition);
  const nodes: StateNode[] = [];
  const edges: StateEdge[] = [];
  const add = ({ States }: Block, within: string | null) => {
    for (const [name, state] of Object.entries(States)) {
      nodes.push({ name, type: state.Type, comment: state.Comment ?? '', within });
      const next = [state.Next, state.Default, ...(state.Choices ?? []).map((choice) => choice.Next)];
      for (const to of new Set(next)) if (to) edges.push({ from: name, to, kind: 'next' });
      for (const to of new Set((state.Catch ?? []).map((one) => one.Next)))
        if (!next.includes(to)) edges.push({ from: name, to, kind: 'catch' });
      if (state.ItemProcessor) add(state.ItemProcessor, name);
    }
  };
  add(block, null);
  return { startAt: block.StartAt, nodes, edges };
}
