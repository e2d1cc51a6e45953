import type { ExecutionOverview } from '../../shared/contracts/overview.ts';
import { act } from '../console-client.ts';
import { duration } from './duration.ts';

interface Props {
  executions: readonly ExecutionOverview[];
  selected: string | null;
  onSelect(executionArn: string | null): void;
}

/** The newest executions; a running one can be stopped, one that was stopped or timed out can be redriven. */
export function ExecutionList({ executions, selected, onSelect }: Props) {
  return (
    <section>
      <h2>Executions</h2>
      {executions.length === 0 && <p class="faint">None yet: an execution starts when a batch closes.</p>}
      {executions.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">status</th>
              <th scope="col">started</th>
              <th scope="col">took</th>
              <th scope="col">
                <span class="faint">action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {executions.map((execution) => (
              <ExecutionRow
                key={execution.executionArn}
                execution={execution}
                isOpen={selected === execution.executionArn}
                onSelect={onSelect}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const isToday = (time: number) => new Date(time).toDateString() === new Date().toDateString();

function ExecutionRow({
  execution,
  isOpen,
  onSelect,
}: { execution: ExecutionOverview; isOpen: boolean } & Pick<Props, 'onSelect'>) {
  const { executionArn, name, status, startedAt, stoppedAt } = execution;
  const started = new Date(startedAt);
  return (
    <tr class={isOpen ? 'open' : ''}>
      <td>
        <button
          type="button"
          class="link"
          aria-expanded={isOpen}
          onClick={() => onSelect(isOpen ? null : executionArn)}
        >
          {name}
        </button>
      </td>
      <td class={status}>{status}</td>
      <td>{isToday(startedAt) ? started.toLocaleTimeString() : started.toLocaleString()}</td>
      <td>{duration((stoppedAt ?? Date.now()) - startedAt)}</td>
      <td>
        {status === 'RUNNING' && (
          <button
            type="button"
            onClick={() => confirm(`Stop ${name}? Labels so far are kept.`) && void act('stop', executionArn)}
          >
            stop
          </button>
        )}
        {['TIMED_OUT', 'ABORTED'].includes(status) && (
          <button type="button" onClick={() => void act('redrive', executionArn)}>
            redrive
          </button>
        )}
      </td>
    </tr>
  );
}
