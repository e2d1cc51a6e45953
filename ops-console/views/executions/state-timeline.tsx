import type { ExecutionOverview, StateVisit } from '../../../shared/contracts/overview.ts';
import { causeMessage } from '../../../shared/domain/workflow/failure-cause.ts';
import { fetchExchange } from '../../console-client.ts';
import { duration } from '../duration.ts';
import { plural, usd } from '../figures.ts';
import { useBeat } from '../use-beat.ts';
import { useLoaded } from '../use-loaded.ts';
import { type FoldedVisits, foldVisits, rowUsd, triedAgain } from './fold-visits.ts';

interface Props {
  execution: ExecutionOverview;
  visits: readonly StateVisit[];
  /** What people are paid for its images; it belongs to the state that orders it. */
  labelingUsd: number | undefined;
  selected: string | null;
  onSelect(state: string | null): void;
}

const OUTCOMES = { running: 'now', done: '', caught: 'caught', failed: 'failed' } as const;
const TICK_MS = 1000;

/** What one execution did, state by state, on one time axis; a state opens to show its input, output and errors. */
export function StateTimeline({ execution, visits, labelingUsd, selected, onSelect }: Props) {
  useBeat(execution.status === 'RUNNING' ? TICK_MS : undefined);
  const now = execution.stoppedAt ?? Date.now();
  const start = visits[0]?.enteredAt ?? 0;
  const end = Math.max(start + 1, now, ...visits.slice(-8).map((visit) => visit.exitedAt ?? 0));
  const share = (ms: number) => `${((100 * ms) / (end - start)).toFixed(2)}%`;
  return (
    <table class="timeline">
      <thead>
        <tr>
          <th scope="col">state</th>
          <th scope="col" class="number">
            time
          </th>
          <th scope="col" class="number">
            cost
          </th>
          <th scope="col">when</th>
        </tr>
      </thead>
      <tbody>
        {foldVisits(visits, now).map((row) => {
          const { state, outcome, spent, enteredAt, exitedAt } = row;
          const isOpen = selected === state;
          const again = triedAgain(row);
          const paid = state === 'StartLabelingJob' ? (labelingUsd ?? 0) : 0;
          return [
            <tr key={`${state}-${enteredAt}`} class={isOpen ? 'open' : ''}>
              <td>
                <button
                  type="button"
                  class="link"
                  aria-expanded={isOpen}
                  onClick={() => onSelect(isOpen ? null : state)}
                >
                  {state}
                </button>{' '}
                {row.visits.length > 1 && <span class="faint">× {row.visits.length}</span>}{' '}
                {OUTCOMES[outcome] && <span class={`mark ${outcome}`}>{OUTCOMES[outcome]}</span>}{' '}
                {again > 0 && <span class="mark caught">{plural(again, 'retry', 'retries')}</span>}
              </td>
              <td class="number">{duration(spent)}</td>
              <td class="number faint">{priceOf(rowUsd(row) + paid)}</td>
              <td class={outcome}>
                <svg width="100%" height="10" role="img" aria-label={`${duration(enteredAt - start)} after the start`}>
                  <rect
                    x={share(enteredAt - start)}
                    width={share(Math.max((exitedAt ?? end) - enteredAt, (end - start) / 300))}
                    height="10"
                    rx="3"
                    fill="currentColor"
                  />
                </svg>
              </td>
            </tr>,
            isOpen && (
              <tr key={`${state}-${enteredAt}-detail`}>
                <td colSpan={4}>
                  <Exchange executionArn={execution.executionArn} row={row} />
                </td>
              </tr>
            ),
          ];
        })}
      </tbody>
    </table>
  );
}

/** Less than a hundredth of a cent is no price to look at. */
const priceOf = (amount: number) => (amount < 0.0001 ? '' : usd(amount));

/** What went in and out of a state the last time, and how its tries failed. */
function Exchange({ executionArn, row }: { executionArn: string; row: FoldedVisits }) {
  const { last, outcome, visits } = row;
  const exchange = useLoaded(() => fetchExchange(executionArn, last), [executionArn, last, outcome]);
  const errors = visits.flatMap((visit) => visit.errors);
  return (
    <>
      {errors.map(({ error, cause, at }) => (
        <p key={at} class="failed-try">
          <b class="problem">{error || 'no error name'}</b>{' '}
          <span class="faint">{new Date(at).toLocaleTimeString()}</span> {causeMessage(cause).slice(0, 500)}
        </p>
      ))}
      {outcome === 'caught' && <p class="faint">Caught: the machine went on by the state's Catch.</p>}
      <div class="exchange">
        <div>
          <h2>input</h2>
          <Document text={readable(exchange?.input)} />
        </div>
        <div>
          <h2>output</h2>
          <Document text={readable(exchange?.output)} />
        </div>
      </div>
    </>
  );
}

/** What is longer than its frame scrolls, by keyboard too. */
const Document = ({ text }: { text: string }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls takes the focus
  <pre tabIndex={0}>{text}</pre>
);

/** Indented where it is whole JSON; long results come cut. */
function readable(detail: string | undefined): string {
  if (detail === undefined) return '';
  try {
    return JSON.stringify(JSON.parse(detail), null, 2);
  } catch {
    return detail || 'nothing yet';
  }
}
