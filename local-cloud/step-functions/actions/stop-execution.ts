import { StopExecution$, type StopExecutionInput, type StopExecutionOutput } from '@aws-sdk/client-sfn';
import { defineAction } from '../action.ts';
import { finishExecution } from '../execution/finish-execution.ts';
import { lastEventOf } from '../interpreter.ts';
import { LONGEST_CAUSE, LONGEST_ERROR } from '../quotas.ts';
import { requireExecution } from '../service-context.ts';

/** Stopping what has ended changes nothing. */
export const stopExecution = defineAction<StopExecutionInput, StopExecutionOutput>({
  schema: StopExecution$,
  access: ({ executionArn }) => [{ action: 'states:StopExecution', resource: executionArn ?? '' }],
  handle(request, context) {
    const { store, clock, interpreter } = context;
    const execution = requireExecution(context, request.executionArn ?? '');
    if (execution.status !== 'RUNNING') return { stopDate: new Date(execution.stoppedAt!) };
    const now = clock.now();
    const failure = {
      ...(request.error !== undefined && { error: request.error.slice(0, LONGEST_ERROR) }),
      ...(request.cause !== undefined && { cause: request.cause.slice(0, LONGEST_CAUSE) }),
    };
    store.transaction(() =>
      finishExecution(store, execution, { status: 'ABORTED', ...failure }, lastEventOf(store, execution), now),
    );
    interpreter.release(execution.arn);
    context.announce();
    return { stopDate: new Date(now) };
  },
});
