import { describe, expect, it } from '@jest/globals';
import { openFailures } from '../../../../shared/domain/workflow/open-failures.ts';

const arn = (name: string) => `arn:aws:states:us-east-1:1:execution:label-train-deploy:${name}`;
const failure = { executionArn: arn('birds-abc123-b000001'), at: '2026-11-30T10:00:00.000Z' };
const execution = (name: string, status: string, startedAt: string) => ({
  ...{ executionArn: arn(name), name, status },
  startedAt: Date.parse(startedAt),
});

describe('open failures', () => {
  it.each([
    ['nothing else is known', [], 1],
    ['it was redriven and runs', [execution('birds-abc123-b000001', 'RUNNING', '2026-11-30T09:00:00Z')], 0],
    ['it was redriven and failed again', [execution('birds-abc123-b000001', 'FAILED', '2026-11-30T09:00:00Z')], 1],
    ['a later one took its batch up', [execution('birds-abc123-b000001-n2', 'SUCCEEDED', '2026-11-30T11:00:00Z')], 0],
    [
      'its training went well',
      [execution('birds-abc123-b000001-train-v1-f1-n2', 'SUCCEEDED', '2026-11-30T11:00:00Z')],
      0,
    ],
    ['another batch succeeded', [execution('birds-abc123-b000002', 'SUCCEEDED', '2026-11-30T11:00:00Z')], 1],
    ['an earlier try had succeeded', [execution('birds-abc123-b000001-n2', 'SUCCEEDED', '2026-11-30T08:00:00Z')], 1],
  ])('when %s', (_, executions, open) => {
    expect(openFailures([failure], executions)).toHaveLength(open);
  });
});
