import type { ExecutionOverview } from '../../../shared/contracts/overview.ts';
import { act } from '../../console-client.ts';
import { Question } from '../question.tsx';

/**
 * A running execution can be stopped; one that was stopped or timed out in the middle can be redriven (docs/runbook.md
 * says why).
 */
export function ExecutionActions({ execution }: { execution: ExecutionOverview }) {
  const { executionArn, name, status } = execution;
  if (status === 'RUNNING')
    return (
      <Question
        action="stop"
        question={`Stop ${name}? Labels so far are kept, and nothing goes on by itself.`}
        yes="stop it"
        onYes={() => act('stop', executionArn)}
      />
    );
  if (!['TIMED_OUT', 'ABORTED'].includes(status)) return null;
  return (
    <button type="button" onClick={() => void act('redrive', executionArn)}>
      redrive
    </button>
  );
}
