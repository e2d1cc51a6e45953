/** Whether a label's metadata says that no person made it: `human-annotated: "no"`, as Ground Truth has it. */
export const isByMachine = (metadata: unknown): boolean =>
  (metadata as { 'human-annotated'?: unknown } | undefined)?.['human-annotated'] === 'no';
