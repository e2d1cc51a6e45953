import { readObject, readText } from '../aws/s3.ts';
import { invokeEndpoint, invokeEndpointFor } from '../aws/sagemaker-runtime.ts';
import { parseJson } from '../contracts/parse.ts';
import { type SmokeTest, smokeTestSchema } from '../contracts/training.ts';
import type { SmokeTestInput, SmokeTestOutput } from '../contracts/workflow-state.ts';
import { answerText } from '../domain/models/answered-mask.ts';
import { parseDetections } from '../domain/models/detections.ts';
import { acceptedAnswer } from '../domain/models/inference-request.ts';
import { MODEL_KINDS } from '../domain/models/model-kinds.ts';
import { countMatches } from '../domain/models/smoke-test.ts';
import { SmokeTestFailedError } from '../errors.ts';
import { pngCodec } from '../handler/png-codec.ts';
import { readSmokeImage } from './models/smoke-image.ts';

/**
 * Asks the live endpoint about one validation image.
 * @throws SmokeTestFailedError unless it answers what the gate saw: every box, or as the transform did
 */
export async function smokeTest(
  bucket: string,
  input: Pick<SmokeTestInput, 'endpointName' | 'smokeTestKey'>,
): Promise<SmokeTestOutput> {
  const test = parseJson(smokeTestSchema, (await readText(bucket, input.smokeTestKey)).text, input.smokeTestKey);
  const image = await readSmokeImage(bucket, test);
  if (test.answer) {
    const { taskType } = test.answer;
    const bytes = await invokeEndpointFor(input.endpointName, image, acceptedAnswer(taskType));
    return repeatAnswer(bucket, input.endpointName, test.imageKey, test.answer, bytes);
  }
  const answer = await invokeEndpoint(input.endpointName, image);
  const detections = parseDetections(answer, test.imageSize, `the answer of endpoint ${input.endpointName}`);
  const matched = countMatches(test.expected, detections);
  if (matched < test.expected.length)
    throw new SmokeTestFailedError(
      `endpoint ${input.endpointName} found ${matched} of the ${test.expected.length} boxes that the gate saw on ${test.imageKey}`,
    );
  return { matched, expected: test.expected.length };
}

async function repeatAnswer(
  bucket: string,
  endpointName: string,
  imageKey: string | null,
  { taskType, labels, answerKey }: NonNullable<SmokeTest['answer']>,
  bytes: Uint8Array,
): Promise<SmokeTestOutput> {
  const answered = answerText(bytes, labels, pngCodec);
  const expected =
    answerKey === null ? answered : answerText((await readObject(bucket, answerKey)).bytes, labels, pngCodec);
  const what = `the answer of endpoint ${endpointName}`;
  if (!MODEL_KINDS[taskType].agrees(expected, answered, what, { labels, codec: pngCodec }))
    throw new SmokeTestFailedError(`endpoint ${endpointName} answers ${imageKey} otherwise than the gate saw`);
  return { matched: 1, expected: 1 };
}
