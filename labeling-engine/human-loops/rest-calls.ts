import type { BoundLabelingAction } from '../action.ts';
import { LabelingApiError, type LabelingApiErrorCode } from '../labeling-api-error.ts';

/** An HTTP request of Augmented AI's runtime, which speaks REST-JSON. */
export interface RestCallRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}

export interface RestCallAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export const HUMAN_LOOPS_PATH = '/human-loops';

type HumanLoopAction = 'StartHumanLoop' | 'StopHumanLoop' | 'DescribeHumanLoop' | 'DeleteHumanLoop' | 'ListHumanLoops';

/** Which action a request asks for; undefined: none. */
export function humanLoopActionOf({ method, path }: Pick<RestCallRequest, 'method' | 'path'>) {
  const rest = path.slice(HUMAN_LOOPS_PATH.length).replace(/\/$/, '');
  if (rest === '') return ({ POST: 'StartHumanLoop', GET: 'ListHumanLoops' } as const)[method];
  if (rest === '/stop' && method === 'POST') return 'StopHumanLoop';
  return ({ GET: 'DescribeHumanLoop', DELETE: 'DeleteHumanLoop' } as const)[method];
}

const STATUSES: Partial<Record<LabelingApiErrorCode, number>> = {
  ResourceNotFoundException: 404,
  ConflictException: 409,
};

/**
 * Carries one call of Augmented AI's runtime to the engine's actions.
 * @returns the answer, or AWS's form of what the engine refuses
 * @throws whatever is nobody's mistake but ours
 */
export async function answerRestCall(
  actions: Record<HumanLoopAction, BoundLabelingAction>,
  request: RestCallRequest,
): Promise<RestCallAnswer> {
  const name = humanLoopActionOf(request);
  if (!name) return refusal(404, 'UnknownOperationException', `there is no ${request.method} ${request.path}`);
  try {
    return answer(200, await actions[name](inputOf(name, request)));
  } catch (error) {
    if (!(error instanceof LabelingApiError)) throw error;
    return refusal(STATUSES[error.code] ?? 400, error.code, error.message);
  }
}

function answer(status: number, body: object, headers: Record<string, string> = {}): RestCallAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

const refusal = (status: number, code: string, message: string) =>
  answer(status, { message }, { 'x-amzn-errortype': code });

/** @throws LabelingApiError `ValidationException` */
function inputOf(name: HumanLoopAction, { path, query, body }: RestCallRequest): Record<string, unknown> {
  if (name === 'StartHumanLoop' || name === 'StopHumanLoop') return parseBody(body);
  if (name !== 'ListHumanLoops') return { HumanLoopName: decode(path.slice(HUMAN_LOOPS_PATH.length + 1)) };
  return Object.fromEntries([...query].map(([member, text]) => [member, scalarOf(member, text)]));
}

function scalarOf(member: string, text: string): unknown {
  if (member === 'MaxResults') return Number(text);
  return member.startsWith('CreationTime') ? new Date(text) : text;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parseBody(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through to the one message for everything that is no JSON object.
  }
  throw new LabelingApiError('ValidationException', 'the request body must be a JSON object');
}
