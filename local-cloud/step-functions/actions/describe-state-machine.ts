import type { DescribeStateMachineInput, DescribeStateMachineOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../action.ts';
import { findStateMachine } from '../service-context.ts';

export const describeStateMachine: Action<DescribeStateMachineInput, DescribeStateMachineOutput> = (
  context,
  request,
  caller,
) => {
  const machine = findStateMachine(context, request.stateMachineArn ?? '');
  context.accessLog.record({
    principal: caller.principal,
    action: 'states:DescribeStateMachine',
    resource: machine.arn,
  });
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    type: 'STANDARD',
    roleArn: machine.roleArn,
    creationDate: new Date(machine.createdAt),
    definition: context.store.definitionText(machine.definitionHash),
  };
};
