import type { ListStateMachinesInput, ListStateMachinesOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../action.ts';

export const listStateMachines: Action<ListStateMachinesInput, ListStateMachinesOutput> = (context, _, caller) => {
  context.accessLog.record({ principal: caller.principal, action: 'states:ListStateMachines', resource: '*' });
  return {
    stateMachines: context.store.stateMachines().map(({ arn, name, createdAt }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: new Date(createdAt),
    })),
  };
};
