import { useEffect, useRef, useState } from 'preact/hooks';
import type { ExecutionOverview } from '../../../shared/contracts/overview.ts';
import { executions, fetchExecutionPart, returns, trouble } from '../../console-client.ts';

export interface FoundExecutions {
  /** Newest first; the newest are fresh while the page is open. */
  found: readonly ExecutionOverview[];
  /** There are more, further back. */
  hasMore: boolean;
  /** Fetches more; while a part is under way it does nothing. */
  more(): void;
}

/** The executions that fit, part by part; undefined until the first answer. */
export function useExecutions(
  project: string,
  status: string,
  fits: (execution: ExecutionOverview) => boolean,
): FoundExecutions | undefined {
  const [parts, setParts] = useState<{ found: ExecutionOverview[]; next: string | null }>();
  const state = useRef({ isLoading: false, choice: '' });
  const choice = `${project} ${status}`;
  const load = (after: string) => {
    if (state.current.isLoading && state.current.choice === choice) return;
    state.current = { isLoading: true, choice };
    fetchExecutionPart({ project, status, after }).then(
      ({ executions: found, next }) => {
        if (state.current.choice !== choice) return;
        state.current.isLoading = false;
        setParts((before) => ({ found: after ? [...(before?.found ?? []), ...found] : found, next }));
      },
      (error: Error) => {
        if (state.current.choice === choice) state.current.isLoading = false;
        trouble.value = error.message;
      },
    );
  };
  useEffect(() => {
    setParts(undefined);
    load('');
  }, [choice]);
  useEffect(() => {
    if (!parts) load('');
  }, [returns.value]);
  if (!parts) return undefined;
  const fresh = executions.value;
  const newest = new Map(fresh.map((one) => [one.executionArn, one]));
  const known = new Set(parts.found.map(({ executionArn }) => executionArn));
  const oldest = parts.found.at(-1)?.startedAt ?? 0;
  const begun = fresh.filter(
    (one) => !known.has(one.executionArn) && (one.startedAt >= oldest || parts.next === null) && fits(one),
  );
  const found = [...begun, ...parts.found.map((one) => newest.get(one.executionArn) ?? one)].filter(fits);
  return { found, hasMore: parts.next !== null, more: () => parts.next !== null && load(parts.next) };
}
