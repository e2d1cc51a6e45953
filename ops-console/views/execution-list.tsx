import type { ExecutionOverview } from '../../shared/contracts/overview.ts';
import { act, selected, showExecution } from '../console-client.ts';
import { duration } from './duration.ts';

/** The newest executions; a failed one can be redriven, a running one stopped. */
export function ExecutionList({ executions }: { executions: ExecutionOverview[] }) {
  return (
    <section>
      <h2>Executions</h2>
      {executions.length === 0 && <p class="faint">None yet: an execution starts when a batch closes.</p>}
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
            <ExecutionRow key={execution.executionArn} execution={execution} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ExecutionRow({ execution }: { execution: ExecutionOverview }) {
  const { executionArn, name, status, startedAt, stoppedAt } = execution;
  const isOpen = selected.value === executionArn;
  return (
    <tr>
      <td>
        <button
          type="button"
          class="link"
          aria-expanded={isOpen}
          onClick={() => void showExecution(isOpen ? null : executionArn)}
        >
          {name}
        </button>
      </td>
      <td class={status}>{status}</td>
      <td>{new Date(startedAt).toLocaleTimeString()}</td>
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
        {['FAILED', 'TIMED_OUT', 'ABORTED'].includes(status) && (
          <button type="button" onClick={() => void act('redrive', executionArn)}>
            redrive
          </button>
        )}
      </td>
    </tr>
  );
}
