import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../functions/smoke-test.ts';
import { box, TrainingHarness } from '../training-harness.ts';

let harness: TrainingHarness;
const runtime = mockClient(SageMakerRuntimeClient);
beforeEach(() => {
  runtime.reset();
  harness = new TrainingHarness();
  harness.merge(32, [[box(0)]]);
});
afterEach(() => harness.restore());

const answer = (...annotations: object[]) =>
  runtime.on(InvokeEndpointCommand).resolves({
    Body: Buffer.from(JSON.stringify({ image_size: [{ width: 100, height: 100 }], annotations })) as never,
  });

function smokeTest(expected: object[]) {
  const test = { version: 1, imageKey: harness.imageKey(0), imageSize: { width: 100, height: 100 }, expected };
  harness.bucket.put('smoke-test.json', JSON.stringify(test));
  return harness.call(handler, { ...harness.stepInput('one'), endpointName: 'birds', smokeTestKey: 'smoke-test.json' });
}

const owl = { ...box(0), confidence: 0.9 };
const duck = { ...box(1), left: 55, confidence: 0.8 };

it('passes when the endpoint finds every box again, in any order, a little shifted', async () => {
  answer(duck, { ...owl, left: 11, confidence: 0.7 }, { ...owl, left: 70, confidence: 0.2 });
  expect(await smokeTest([owl, duck])).toEqual({ matched: 2, expected: 2 });
  const [call] = runtime.commandCalls(InvokeEndpointCommand);
  expect(Buffer.from(call!.args[0].input.Body as Uint8Array).toString()).toBe('pixels 0');
});

it.each([
  ['misses a box', [owl]],
  ['finds another label there', [owl, { ...duck, class_id: 0 }]],
  ['finds it elsewhere', [owl, { ...duck, left: 30 }]],
  ['is not sure any more', [owl, { ...duck, confidence: 0.1 }]],
])('fails when the endpoint %s', async (_, annotations) => {
  answer(...annotations);
  await expect(smokeTest([owl, duck])).rejects.toMatchObject({
    name: 'SmokeTestFailedError',
    message: `endpoint birds found 1 of the 2 boxes that the gate saw on ${harness.imageKey(0)}`,
  });
});
