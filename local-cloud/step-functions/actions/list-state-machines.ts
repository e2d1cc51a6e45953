import { ListStateMachines$, type ListStateMachinesInput, type ListStateMachinesOutput } from '@aws-sdk/client-sfn';
import { defineAction } from '../action.ts';

export const listStateMachines = defineAction<ListStateMachinesInput, ListStateMachinesOutput>({
  schema: ListStateMachines$,
  access: () => [{ action: 'states:ListStateMachines', resource: '*' }],
  handle(_, context) {
    return {
      stateMachines: context.store.stateMachines().map(({ arn, name, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type: 'STANDARD',
        creationDate: new Date(createdAt),
      })),
    };
  },
});
