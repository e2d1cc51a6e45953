import type { DropOutcome } from './drop-files.ts';
import type { NearCopy } from './sides-of-copies.ts';

const count = (outcomes: readonly DropOutcome[], wanted: DropOutcome['outcome']) =>
  outcomes.filter(({ outcome }) => outcome === wanted).length;

/** `118 accepted, 1 duplicate, 1 quarantined`, or that nothing was new. */
export function summariseDrop(outcomes: readonly DropOutcome[]): string {
  const accepted = count(outcomes, 'accepted');
  const duplicates = count(outcomes, 'duplicate') + count(outcomes, 'known');
  const rest = [
    duplicates && `${duplicates} ${duplicates === 1 ? 'duplicate' : 'duplicates'}`,
    count(outcomes, 'quarantined') && `${count(outcomes, 'quarantined')} quarantined`,
    count(outcomes, 'superseded') && `${count(outcomes, 'superseded')} replaced by a newer upload`,
  ].filter(Boolean);
  if (accepted === 0) return `nothing new: ${rest.join(', ') || 'no files'}`;
  return [`${accepted} accepted`, ...rest].join(', ');
}

/** One line for each file that needs somebody's eye: quarantined ones with the reason. */
export const explainDrop = (outcomes: readonly DropOutcome[]): string[] =>
  outcomes.filter(({ outcome }) => outcome === 'quarantined').map(({ name, reason }) => `${name}: ${reason}`);

const SHOWN_COPIES = 10;

const SAME = {
  image: ['shows', 'show', 'the same picture as an earlier image'],
  text: ['is', 'are', 'nearly the same as an earlier text'],
} as const;

/**
 * Images or texts that are nearly the same as another one, and what that means.
 * @param nameOf what people call one, by its hash
 */
export function describeCopies(
  copies: readonly NearCopy[],
  nameOf: (id: string) => string,
  subject: keyof typeof SAME,
): string[] {
  if (copies.length === 0) return [];
  const apart = copies.filter(({ together }) => !together).length;
  const rest = copies.length - SHOWN_COPIES;
  const [one, several, same] = SAME[subject];
  return [
    `${copies.length} ${copies.length === 1 ? one : several} ${same}, and ${copies.length === 1 ? 'is' : 'are'} kept on its side of the dataset:`,
    ...copies.slice(0, SHOWN_COPIES).map(({ id, of }) => `  ${nameOf(id)} ~ ${nameOf(of)}`),
    ...(rest > 0 ? [`  and ${rest} more (--json has all)`] : []),
    ...(apart > 0
      ? [
          `${apart} of them could not be moved, because a batch has them or too many ${subject === 'text' ? 'are' : 'look'} alike: scores may flatter the model`,
        ]
      : []),
  ];
}
