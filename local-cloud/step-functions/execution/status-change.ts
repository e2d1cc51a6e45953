import { createHash } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '../../wire/service.ts';
import type { ExecutionRecord } from './records.ts';

/** EventBridge's `Step Functions Execution Status Change`. */
export interface StatusChangeEvent {
  version: '0';
  id: string;
  'detail-type': 'Step Functions Execution Status Change';
  source: 'aws.states';
  account: string;
  /** ISO 8601, whole seconds. */
  time: string;
  region: string;
  resources: string[];
  detail: {
    executionArn: string;
    stateMachineArn: string;
    name: string;
    status: string;
    /** ms since 1970. */
    startDate: number;
    stopDate: number | null;
    input: string;
    output: string | null;
    inputDetails: { included: boolean };
    outputDetails: { included: boolean } | null;
    error: string | null;
    cause: string | null;
    redriveCount: number;
    redriveDate: number | null;
    redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  };
}

/** The event of the execution's present status. Its id follows from the status, so a repeated event can be told. */
export function statusChangeEvent(execution: ExecutionRecord): StatusChangeEvent {
  const changedAt = execution.stoppedAt ?? execution.redrivenAt ?? execution.startedAt;
  const id = createHash('sha256')
    .update(`${execution.arn} ${execution.status} ${execution.redriveCount}`)
    .digest('hex');
  return {
    version: '0',
    id: id.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: ACCOUNT_ID,
    time: `${new Date(changedAt).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.stateMachineArn,
      name: execution.name,
      status: execution.status,
      startDate: execution.startedAt,
      stopDate: execution.stoppedAt ?? null,
      input: JSON.stringify(execution.input),
      output: execution.output === undefined ? null : JSON.stringify(execution.output),
      inputDetails: { included: true },
      outputDetails: execution.output === undefined ? null : { included: true },
      error: execution.error ?? null,
      cause: execution.cause ?? null,
      redriveCount: execution.redriveCount,
      redriveDate: execution.redrivenAt ?? null,
      redriveStatus: ['FAILED', 'ABORTED', 'TIMED_OUT'].includes(execution.status) ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    },
  };
}
