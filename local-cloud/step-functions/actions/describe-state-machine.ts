import {
  DescribeStateMachine$,
  type DescribeStateMachineInput,
  type DescribeStateMachineOutput,
} from '@aws-sdk/client-sfn';
import { defineAction } from '../action.ts';
import { requireStateMachine } from '../service-context.ts';

export const describeStateMachine = defineAction<DescribeStateMachineInput, DescribeStateMachineOutput>({
  schema: DescribeStateMachine$,
  access: ({ stateMachineArn }) => [{ action: 'states:DescribeStateMachine', resource: stateMachineArn ?? '' }],
  handle(request, context) {
    const machine = requireStateMachine(context, request.stateMachineArn ?? '');
    return {
      stateMachineArn: machine.arn,
      name: machine.name,
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn: machine.roleArn,
      creationDate: new Date(machine.createdAt),
      definition: context.store.definitionText(machine.definitionHash),
    };
  },
});
