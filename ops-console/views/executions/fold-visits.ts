import type { StateVisit } from '../../../shared/contracts/overview.ts';
import { stepsCost, useOfVisits } from '../../../shared/domain/money/execution-cost.ts';

/** Repeated visits of one state. */
export interface FoldedVisits {
  state: string;
  visits: StateVisit[];
  /** The place of its last visit in the order of entry. */
  last: number;
  enteredAt: number;
  exitedAt: number | null;
  outcome: StateVisit['outcome'];
  /** Milliseconds inside the state. */
  spent: number;
}

/** Visits between two of the same state that make one polling loop: Describe, Settled, Wait and the state itself. */
const LOOP = 4;

/** Repeated visits of a polling loop are one row each. */
export function foldVisits(visits: readonly StateVisit[], now: number): FoldedVisits[] {
  const rows: FoldedVisits[] = [];
  for (const [index, visit] of visits.entries()) {
    const { state, enteredAt, exitedAt, outcome } = visit;
    const spent = (exitedAt ?? now) - enteredAt;
    const recent = rows.slice(-LOOP).find((row) => row.state === state);
    if (!recent) rows.push({ state, visits: [visit], last: index, enteredAt, exitedAt, outcome, spent });
    else {
      Object.assign(recent, { last: index, exitedAt, outcome, spent: recent.spent + spent });
      recent.visits.push(visit);
    }
  }
  return rows;
}

/** How often tasks of these visits were tried beyond the first time. */
export const triedAgain = ({ visits }: FoldedVisits) =>
  visits.reduce((sum, { tries }) => sum + Math.max(0, tries - 1), 0);

/** USD of the steps alone, at the prices of AWS. */
export function rowUsd({ visits }: FoldedVisits): number {
  const { orchestration, training } = stepsCost(useOfVisits(visits));
  return orchestration + training;
}
