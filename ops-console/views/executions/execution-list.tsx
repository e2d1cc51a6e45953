import type { Ref } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ExecutionOverview } from '../../../shared/contracts/overview.ts';
import { projects } from '../../console-client.ts';
import { Link, pathTo } from '../../router.tsx';
import { duration } from '../duration.ts';
import { plural } from '../figures.ts';
import { when } from '../when.ts';
import { ExecutionActions } from './execution-actions.tsx';

interface Props {
  /** Newest first. */
  executions: readonly ExecutionOverview[];
  bodyRef?: Ref<HTMLTableSectionElement>;
  /** Rows that are not in the document, before and after these. */
  above?: number;
  below?: number;
  /** All rows; -1: nobody knows. */
  count?: number;
}

/** Executions as rows, all or those in sight. */
export function ExecutionTable({ executions, bodyRef, above = 0, below = 0, count }: Props) {
  return (
    <table class="executions" aria-rowcount={count === undefined || count < 0 ? count : count + 1}>
      <thead>
        <tr>
          <th scope="col">execution</th>
          <th scope="col">status</th>
          <th scope="col">started</th>
          <th scope="col">took</th>
          <th scope="col">where it is, or why it ended</th>
          <th scope="col" class="actions">
            <span class="unseen">action</span>
          </th>
        </tr>
      </thead>
      <tbody ref={bodyRef ?? null}>
        {above > 0 && <Unseen rows={above} />}
        {executions.map((execution, index) => (
          // Rows that leave at one end come at the other: nothing is made or taken away while somebody scrolls.
          <Row key={(above + index) % executions.length} execution={execution} place={above + index + 2} />
        ))}
        {below > 0 && <Unseen rows={below} />}
      </tbody>
    </table>
  );
}

/** Why a batch was made. */
const CLOSED: Readonly<Record<string, string>> = {
  maxImages: 'a full batch',
  quiet: 'after a quiet time',
  maxAge: 'after the longest wait',
  ready: 'asked for by hand',
  import: 'with labels that were brought',
  relabel: 'sent back to people',
};

/** The state of one that runs, the error of one that failed, what the others dealt with; as far as it is known. */
function whereabouts({ executionArn, name, status }: ExecutionOverview): string {
  for (const { progress, failures, batches, champion } of projects.value) {
    if (status === 'RUNNING' && progress.running?.executionArn === executionArn) return `in ${progress.running.state}`;
    const failure = status === 'RUNNING' ? undefined : failures.find((one) => one.executionArn === executionArn);
    if (failure) return `${failure.error}${failure.failedState ? ` in ${failure.failedState}` : ''}`;
    const batch = batches.find(({ labelingJobName }) => name === labelingJobName);
    const serves = champion?.modelName.startsWith(`${name}-`) ? '; its model serves' : '';
    if (batch) return `${plural(batch.images, 'image')}, ${CLOSED[batch.reason] ?? batch.reason}${serves}`;
  }
  return '';
}

function Row({ execution, place }: { execution: ExecutionOverview; place: number }) {
  const { name, status, startedAt, stoppedAt } = execution;
  const where = whereabouts(execution);
  const took = duration((stoppedAt ?? Date.now()) - startedAt);
  // A row that says the same is left alone while others come and go.
  return useMemo(
    () => (
      <tr aria-rowindex={place}>
        <td>
          <Link to={pathTo(['executions', name])}>{name}</Link>
        </td>
        <td>
          <span class={`pill ${status}`}>{status.toLowerCase().replace('_', ' ')}</span>
        </td>
        <td>{when(startedAt)}</td>
        <td>{took}</td>
        <td class="faint">{where}</td>
        <td class="actions">
          <ExecutionActions key={execution.executionArn} execution={execution} />
        </td>
      </tr>
    ),
    [execution, place, where, took],
  );
}

/** Room for so many rows, as high as they are in console.css. */
const Unseen = ({ rows }: { rows: number }) => (
  <tr class="unseen-rows">
    <td colSpan={6} style={{ height: `${rows * 40}px` }} />
  </tr>
);
