import type { DesiredResource } from './desired-stack.ts';
import type { Change, StackDocument } from './stack-document.ts';

/** What a template would change of a stack. */
export function changesTo({ resources }: StackDocument, desired: readonly DesiredResource[]): Change[] {
  const wanted = new Set(desired.map(({ logicalId }) => logicalId));
  const removed = Object.entries(resources).filter(([logicalId]) => !wanted.has(logicalId));
  return [
    ...desired.flatMap(({ logicalId, type, properties }): Change[] => {
      const present = resources[logicalId];
      if (!present) return [{ action: 'Add', logicalId, type }];
      return JSON.stringify(present.properties) === JSON.stringify(properties)
        ? []
        : [{ action: 'Modify', logicalId, type }];
    }),
    ...removed.map(([logicalId, { type }]): Change => ({ action: 'Remove', logicalId, type })),
  ];
}
