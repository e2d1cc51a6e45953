import type { WorkerErrorCode } from '../contracts/worker-api.ts';

const STATUS = {
  'bad-request': 400,
  'too-large': 413,
  'not-signed-in': 401,
  'wrong-password': 401,
  'invitation-used': 404,
  'forbidden-origin': 403,
  'unknown-job': 404,
  'unknown-object': 404,
  'bad-ticket': 403,
  'already-submitted': 409,
  'not-needed': 409,
  consolidated: 409,
  'broken-template': 422,
  'too-many-requests': 429,
  internal: 500,
} as const satisfies Record<WorkerErrorCode, number>;

/** A refusal of the worker API. */
export class WorkerApiError extends Error {
  override readonly name = 'WorkerApiError';
  readonly code: WorkerErrorCode;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: WorkerErrorCode, message: string, retryAfterSeconds?: number) {
    super(message);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  get status() {
    return STATUS[this.code];
  }
}
