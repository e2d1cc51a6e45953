import { readText } from '../shared/aws/s3.ts';
import { invokeEndpoint } from '../shared/aws/sagemaker-runtime.ts';
import { readConfig } from '../shared/config.ts';
import { parseJson } from '../shared/contracts/parse.ts';
import { smokeTestSchema } from '../shared/contracts/training.ts';
import { type SmokeTestInput, type SmokeTestOutput, smokeTestInputSchema } from '../shared/contracts/workflow-state.ts';
import { readSmokeImage } from '../shared/documents/smoke-image.ts';
import { parseDetections } from '../shared/domain/models/detections.ts';
import { countMatches } from '../shared/domain/models/smoke-test.ts';
import { SmokeTestFailedError } from '../shared/errors.ts';
import { createHandler } from '../shared/handler/create-handler.ts';

/** Asks the live endpoint about one validation image. @throws SmokeTestFailedError unless it finds every box that the gate saw */
export async function smokeTest(input: SmokeTestInput): Promise<SmokeTestOutput> {
  const { BUCKET } = readConfig('BUCKET');
  const test = parseJson(smokeTestSchema, (await readText(BUCKET, input.smokeTestKey)).text, input.smokeTestKey);
  const answer = await invokeEndpoint(input.endpointName, await readSmokeImage(BUCKET, test));
  const detections = parseDetections(answer, test.imageSize, `the answer of endpoint ${input.endpointName}`);
  const matched = countMatches(test.expected, detections);
  if (matched < test.expected.length)
    throw new SmokeTestFailedError(
      `endpoint ${input.endpointName} found ${matched} of the ${test.expected.length} boxes that the gate saw on ${test.imageKey}`,
    );
  return { matched, expected: test.expected.length };
}

export const handler = createHandler('smoke-test', smokeTestInputSchema, smokeTest);
