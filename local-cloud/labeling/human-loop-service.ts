import type { BoundLabelingAction } from '../../labeling-engine/action.ts';
import type { LabelingActionName } from '../../labeling-engine/actions.ts';
import { answerRestCall, HUMAN_LOOPS_PATH, humanLoopActionOf } from '../../labeling-engine/human-loops/rest-calls.ts';
import { AwsError } from '../wire/aws-error.ts';
import { answerJsonError } from '../wire/error-answer.ts';
import { ACCOUNT_ID, type AccessLog, REGION, type WireService } from '../wire/service.ts';

/** InputContent may have 3 MB; in JSON each of its quotes has a backslash. */
const BODY_BYTES = 8 * 2 ** 20;

/** Augmented AI's runtime over the labeling engine. */
export function humanLoopService(
  actions: Record<LabelingActionName, BoundLabelingAction>,
  accessLog: AccessLog,
): WireService {
  return async (request, response) => {
    const { method, rawPath: path, query, caller, requestId } = request;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of request.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > BODY_BYTES) {
        answerJsonError(response, new AwsError('ValidationException', 'the request body is too large'), requestId);
        return;
      }
    }
    const body = Buffer.concat(chunks).toString('utf8');
    const name = humanLoopActionOf({ method, path });
    if (name)
      accessLog.record({ principal: caller.principal, action: `sagemaker:${name}`, resource: resourceOf(path, body) });
    const answer = await answerRestCall(actions, { method, path, query, body });
    response.writeHead(answer.status, {
      ...answer.headers,
      'content-length': Buffer.byteLength(answer.body),
      'x-amzn-requestid': requestId,
    });
    response.end(answer.body);
  };
}

function resourceOf(path: string, body: string): string {
  const inBody = /"HumanLoopName"\s*:\s*"([^"]*)"/.exec(body)?.[1];
  const name = path.slice(HUMAN_LOOPS_PATH.length + 1).replace(/^stop$/, '') || inBody || '*';
  return `arn:aws:sagemaker:${REGION}:${ACCOUNT_ID}:human-loop/${name}`;
}
