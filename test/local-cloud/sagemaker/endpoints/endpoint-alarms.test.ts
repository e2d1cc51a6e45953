import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../../../local-cloud/clock.ts';
import { AlarmWatch, endpointAlarms } from '../../../../local-cloud/sagemaker/endpoints/endpoint-alarms.ts';
import { readStack } from '../../../../local-cloud/template/stack.ts';

const stack = readStack(resolve(import.meta.dirname, '../../../..'));
const alarms = endpointAlarms(stack);
const fine = { isServerError: false, microseconds: 1000 };

describe("the template's alarms on endpoints", () => {
  it('are there without an address too, by the names that ScoreModel hands on', () => {
    const { Variables } = stack.ScoreModelLambdaFunction!.Properties.Environment as {
      Variables: { ENDPOINT_ALARMS: string };
    };
    expect(alarms.map(({ name }) => name)).toEqual(Variables.ENDPOINT_ALARMS.split(','));
    expect(alarms.map(({ metric }) => metric)).toEqual(['Invocation5XXErrors', 'ModelLatency']);
  });

  it('are raised by one error of a model, and by nothing that is fine', () => {
    const watch = new AlarmWatch(new VirtualClock(), alarms);
    expect(watch.measure(fine)).toBeUndefined();
    expect(watch.measure({ ...fine, isServerError: true })?.name).toBe('labelloop-dev-endpoint-errors');
  });

  it('are raised by a model that is slow in three minutes in a row, not in two', () => {
    const clock = new VirtualClock();
    const watch = new AlarmWatch(clock, alarms);
    const slow = { isServerError: false, microseconds: 11e6 };
    const raised = [0, 1, 2].map(() => {
      const alarm = watch.measure(slow)?.name;
      clock.advance(60_000);
      return alarm;
    });
    expect(raised).toEqual([undefined, undefined, 'labelloop-dev-endpoint-latency']);
  });
});
