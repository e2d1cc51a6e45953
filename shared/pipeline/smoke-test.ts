import { readText } from '../aws/s3.ts';
import { invokeEndpoint } from '../aws/sagemaker-runtime.ts';
import { parseJson } from '../contracts/parse.ts';
import { smokeTestSchema } from '../contracts/training.ts';
import type { SmokeTestInput, SmokeTestOutput } from '../contracts/workflow-state.ts';
import { parseDetections } from '../domain/models/detections.ts';
import { countMatches } from '../domain/models/smoke-test.ts';
import { SmokeTestFailedError } from '../errors.ts';
import { readSmokeImage } from './models/smoke-image.ts';

/**
 * Asks the live endpoint about one validation image.
 * @throws SmokeTestFailedError unless it finds every box that the gate saw
 */
export async function smokeTest(
  bucket: string,
  input: Pick<SmokeTestInput, 'endpointName' | 'smokeTestKey'>,
): Promise<SmokeTestOutput> {
  const test = parseJson(smokeTestSchema, (await readText(bucket, input.smokeTestKey)).text, input.smokeTestKey);
  const answer = await invokeEndpoint(input.endpointName, await readSmokeImage(bucket, test));
  const detections = parseDetections(answer, test.imageSize, `the answer of endpoint ${input.endpointName}`);
  const matched = countMatches(test.expected, detections);
  if (matched < test.expected.length)
    throw new SmokeTestFailedError(
      `endpoint ${input.endpointName} found ${matched} of the ${test.expected.length} boxes that the gate saw on ${test.imageKey}`,
    );
  return { matched, expected: test.expected.length };
}
