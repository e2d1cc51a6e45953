import type { ExecutionOverview } from '../../shared/contracts/overview.ts';
import { Link, pathTo } from '../router.tsx';
import { duration } from './duration.ts';
import { ExecutionActions } from './execution-actions.tsx';

const isToday = (time: number) => new Date(time).toDateString() === new Date().toDateString();

/** Executions as rows, the newest first. */
export function ExecutionList({ executions }: { executions: readonly ExecutionOverview[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">execution</th>
          <th scope="col">status</th>
          <th scope="col">started</th>
          <th scope="col">took</th>
          <th scope="col">
            <span class="unseen">action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {executions.map((execution) => {
          const { executionArn, name, status, startedAt, stoppedAt } = execution;
          const started = new Date(startedAt);
          return (
            <tr key={executionArn}>
              <td>
                <Link to={pathTo(['executions', name])}>{name}</Link>
              </td>
              <td class={status}>{status.toLowerCase().replace('_', ' ')}</td>
              <td>{isToday(startedAt) ? started.toLocaleTimeString() : started.toLocaleString()}</td>
              <td>{duration((stoppedAt ?? Date.now()) - startedAt)}</td>
              <td>
                <ExecutionActions execution={execution} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
