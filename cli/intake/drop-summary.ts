import type { DropOutcome } from './drop-files.ts';

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
