import type { ExecutionRecord } from './records.ts';

/** The members that ListExecutions and DescribeExecution share. */
export const executionSummary = (execution: ExecutionRecord) => ({
  executionArn: execution.arn,
  stateMachineArn: execution.stateMachineArn,
  name: execution.name,
  status: execution.status,
  startDate: new Date(execution.startedAt),
  stopDate: asDate(execution.stoppedAt),
  redriveCount: execution.redriveCount,
  redriveDate: asDate(execution.redrivenAt),
});

const asDate = (time: number | undefined) => (time === undefined ? undefined : new Date(time));
