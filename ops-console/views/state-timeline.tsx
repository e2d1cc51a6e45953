import type { StateVisit } from '../../shared/contracts/overview.ts';
import { duration } from './duration.ts';

/** Repeated visits of a polling loop (Describe, Settled, Wait) are one row each, with their number. */
export function foldVisits(visits: readonly StateVisit[]): Array<StateVisit & { times: number; spent: number }> {
  const rows: Array<StateVisit & { times: number; spent: number }> = [];
  for (const visit of visits) {
    const spent = (visit.exitedAt ?? visit.enteredAt) - visit.enteredAt;
    const recent = rows.slice(-4).find((row) => row.state === visit.state);
    if (recent) {
      Object.assign(recent, visit, {
        enteredAt: recent.enteredAt,
        times: recent.times + 1,
        spent: recent.spent + spent,
      });
    } else rows.push({ ...visit, times: 1, spent });
  }
  return rows;
}

interface Props {
  visits: readonly StateVisit[];
  selected: string | null;
  onSelect(state: string | null): void;
}

/** What one execution did, state by state, on one time axis; a state opens to show its result. */
export function StateTimeline({ visits, selected, onSelect }: Props) {
  const start = visits[0]?.enteredAt ?? 0;
  const end = Math.max(start + 1, ...visits.map((visit) => visit.exitedAt ?? Date.now()));
  const share = (ms: number) => `${((100 * ms) / (end - start)).toFixed(2)}%`;
  return (
    <table class="timeline">
      <thead>
        <tr>
          <th scope="col">state</th>
          <th scope="col">time</th>
          <th scope="col">when</th>
        </tr>
      </thead>
      <tbody>
        {foldVisits(visits).map((row) => {
          const isOpen = selected === row.state;
          return [
            <tr key={`${row.state}-${row.enteredAt}`}>
              <td>
                <button
                  type="button"
                  class="link"
                  aria-expanded={isOpen}
                  onClick={() => onSelect(isOpen ? null : row.state)}
                >
                  {row.state}
                </button>{' '}
                {row.times > 1 && <span class="faint">× {row.times}</span>}
              </td>
              <td class={row.outcome}>{row.outcome === 'running' ? 'now' : duration(row.spent)}</td>
              <td class={row.outcome}>
                <svg
                  width="100%"
                  height="10"
                  role="img"
                  aria-label={`${duration(row.enteredAt - start)} after the start`}
                >
                  <rect
                    x={share(row.enteredAt - start)}
                    width={share(Math.max((row.exitedAt ?? end) - row.enteredAt, (end - start) / 300))}
                    height="10"
                    rx="3"
                    fill="currentColor"
                  />
                </svg>
              </td>
            </tr>,
            isOpen && (
              <tr key={`${row.state}-detail`}>
                <td colSpan={3}>
                  <div class="exchange">
                    <div>
                      <h2>input</h2>
                      <pre>{readable(row.input)}</pre>
                    </div>
                    <div>
                      <h2>{row.outcome === 'failed' ? 'error' : 'output'}</h2>
                      <pre class={row.outcome === 'failed' ? 'problem' : ''}>{readable(row.detail)}</pre>
                    </div>
                  </div>
                </td>
              </tr>
            ),
          ];
        })}
      </tbody>
    </table>
  );
}

/** Indented where it is whole JSON; long results come cut. */
function readable(detail: string): string {
  try {
    return JSON.stringify(JSON.parse(detail), null, 2);
  } catch {
    return detail || 'no result yet';
  }
}
