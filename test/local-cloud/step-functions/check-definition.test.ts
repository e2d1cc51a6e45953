import { describe, expect, it } from '@jest/globals';
import { parseDefinition } from '../../../local-cloud/step-functions/check-definition.ts';
import { machineOf } from './machine-run.ts';

const SUCCEED = { Type: 'Succeed' };
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: {}, Next: 'End' };
const map = (States: Record<string, object>, more: object = {}) => ({
  Type: 'Map',
  ItemProcessor: { StartAt: Object.keys(States)[0], States },
  Next: 'End',
  ...more,
});

describe('parseDefinition', () => {
  it.each<[string, object, string]>([
    ['JSONPath', { ...machineOf({ End: SUCCEED }), QueryLanguage: 'JSONPath' }, "QueryLanguage must be 'JSONata'"],
    ['JSONPath fields', machineOf({ Go: { ...TASK, ResultPath: '$.x' }, End: SUCCEED }), "'ResultPath'"],
    ['an unknown next state', machineOf({ Go: { ...TASK, Next: 'Gone' } }), "goes on to 'Gone'"],
    [
      'a Catch to nowhere',
      machineOf({ Go: { ...TASK, Catch: [{ ErrorEquals: ['A'], Next: 'Gone' }] }, End: SUCCEED }),
      'Gone',
    ],
    [
      'States.ALL that is not last',
      machineOf({
        Go: {
          ...TASK,
          Catch: [
            { ErrorEquals: ['States.ALL'], Next: 'End' },
            { ErrorEquals: ['A'], Next: 'End' },
          ],
        },
        End: SUCCEED,
      }),
      'alone and last',
    ],
    [
      '.sync',
      machineOf({ Go: { ...TASK, Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync' }, End: SUCCEED }),
      'createTrainingJob.sync',
    ],
    [
      'a service that is not there',
      machineOf({ Go: { ...TASK, Resource: 'arn:aws:states:::aws-sdk:dynamodb:getItem' }, End: SUCCEED }),
      'dynamodb',
    ],
    [
      'task tokens',
      machineOf({ Go: { ...TASK, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }, End: SUCCEED }),
      'waitForTaskToken',
    ],
    ['heartbeats', machineOf({ Go: { ...TASK, HeartbeatSeconds: 5 }, End: SUCCEED }), 'HeartbeatSeconds'],
    [
      'a distributed Map',
      machineOf({
        Go: {
          ...map({ In: SUCCEED }),
          ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'In', States: { In: SUCCEED } },
        },
        End: SUCCEED,
      }),
      'DISTRIBUTED',
    ],
    ['a name used twice', machineOf({ Go: map({ End: SUCCEED }), End: SUCCEED }), "two states are named 'End'"],
    [
      'an inner variable of an outer name',
      machineOf({ Go: map({ In: { Type: 'Pass', Assign: { x: 1 }, End: true } }, { Assign: { x: 2 } }), End: SUCCEED }),
      '$x',
    ],
    [
      'JSONata that 2.0.6 has not',
      machineOf({ Go: { Type: 'Pass', Output: '{% $a ?? 1 %}', End: true } }),
      '/States/Go/Output',
    ],
    [
      'both Seconds and Timestamp',
      machineOf({ Go: { Type: 'Wait', Seconds: 1, Timestamp: 'x', End: true } }),
      'Seconds and Timestamp',
    ],
    ['neither Next nor End', machineOf({ Go: { Type: 'Pass' } }), 'Next and End'],
    ['an unknown Type', machineOf({ Go: { Type: 'Activity' } }), 'Activity'],
  ])('refuses %s by name', (_, definition, message) => {
    expect(() => parseDefinition(JSON.stringify(definition))).toThrow(message);
  });
});
