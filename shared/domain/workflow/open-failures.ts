interface FailedExecution {
  executionArn: string;
  /** ISO 8601: when it was recorded. */
  at: string;
  /** Present: nothing of it is tried again. */
  givenUp?: object | undefined;
}

interface KnownExecution {
  executionArn: string;
  name: string;
  status: string;
  /** Milliseconds since 1970. */
  startedAt: number;
}

const nameOf = (executionArn: string) => executionArn.slice(executionArn.lastIndexOf(':') + 1);
/** Executions of one batch differ by `-n2`, `-n3`, … at the end, and by the training that is tried without labeling. */
const batchOf = (name: string) => name.replace(/(-train-v\d+-f\d+)?(-n\d+)?$/, '');

/**
 * The failures that still need a look: those whose execution was not redriven, whose batch no later execution took up,
 * and that nobody gave up. What runs again or has succeeded is nobody's trouble.
 * @param executions the newest ones
 */
export function openFailures<Failed extends FailedExecution>(
  failures: readonly Failed[],
  executions: readonly KnownExecution[],
): Failed[] {
  const goesOn = executions.filter(({ status }) => status === 'RUNNING' || status === 'SUCCEEDED');
  const givenUp = failures.filter((one) => one.givenUp);
  return failures.filter(
    ({ executionArn, at }) =>
      !givenUp.some((one) => batchOf(nameOf(one.executionArn)) === batchOf(nameOf(executionArn)) && one.at >= at) &&
      !goesOn.some(
        (one) =>
          one.executionArn === executionArn ||
          (batchOf(one.name) === batchOf(nameOf(executionArn)) && one.startedAt >= Date.parse(at)),
      ),
  );
}
