import type {
  ErrorAnswer,
  InvitationAnswer,
  JobsAnswer,
  NextTaskAnswer,
  ReceiptAnswer,
  RecentAnswer,
  SessionAnswer,
  StatisticsAnswer,
  TaskAnswer,
  WorkerErrorCode,
} from '../labeling-engine/contracts/worker-api.ts';

/** The server said no. A request that got no answer fails with fetch's TypeError instead. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly code: WorkerErrorCode;
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: WorkerErrorCode, message: string, status: number, retryAfterSeconds?: number) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** What was asked is fine; the moment is not. */
  get isTemporary(): boolean {
    return ['not-signed-in', 'too-many-requests', 'internal'].includes(this.code);
  }
}

/** What names a task in the API's paths. */
export type TaskAddress = Pick<TaskAnswer, 'jobReference' | 'objectId'>;

/** The worker API (`labeling-engine/worker-api.md`), one method for each request. */
export class WorkerClient {
  #tokenOf: () => string | undefined;
  #onSignedOut: () => void;
  #serverAheadMs = 0;

  /** @param onSignedOut the session has ended: a request with a token was refused for want of one */
  constructor(tokenOf: () => string | undefined, onSignedOut: () => void) {
    this.#tokenOf = tokenOf;
    this.#onSignedOut = onSignedOut;
  }

  /** The server's clock, milliseconds since 1970, to the second: people's own clocks may be wrong. */
  get now(): number {
    return Date.now() + this.#serverAheadMs;
  }

  readInvitation(invitation: string): Promise<InvitationAnswer> {
    return this.#send('POST', '/api/invitations/read', { invitation });
  }

  acceptInvitation(invitation: string, password: string): Promise<SessionAnswer> {
    return this.#send('POST', '/api/invitations/accept', { invitation, password });
  }

  signIn(name: string, password: string): Promise<SessionAnswer> {
    return this.#send('POST', '/api/session', { name, password });
  }

  renewSession(): Promise<SessionAnswer> {
    return this.#send('POST', '/api/session/renew');
  }

  async signOut(): Promise<void> {
    await this.#send('DELETE', '/api/session');
  }

  jobs(waitSeconds = 0, signal?: AbortSignal): Promise<JobsAnswer> {
    return this.#send('GET', `/api/jobs?waitSeconds=${waitSeconds}`, undefined, signal);
  }

  next(
    jobReference: string,
    wishes: { holding: string[]; later: string[]; waitSeconds: number },
    signal: AbortSignal,
  ): Promise<NextTaskAnswer> {
    return this.#send('POST', `/api/jobs/${jobReference}/next`, wishes, signal);
  }

  /** @returns when the lease ends now */
  async renewLease(task: TaskAnswer): Promise<number> {
    const body = { ticket: task.ticket };
    return (await this.#send<{ leaseExpiresAt: number }>('POST', `${pathOf(task)}/renew`, body)).leaseExpiresAt;
  }

  async saveDraft(task: TaskAddress, draft: Record<string, unknown>): Promise<void> {
    await this.#send('PUT', `${pathOf(task)}/draft`, { draft });
  }

  answer(
    task: TaskAddress & { ticket: string },
    answer: Record<string, unknown>,
    secondsWorked: number,
  ): Promise<ReceiptAnswer> {
    return this.#send('POST', `${pathOf(task)}/answer`, { ticket: task.ticket, answer, secondsWorked });
  }

  async decline(task: TaskAnswer, reason: string): Promise<void> {
    await this.#send('POST', `${pathOf(task)}/decline`, { ticket: task.ticket, reason });
  }

  async release(task: TaskAnswer): Promise<void> {
    await this.#send('POST', `${pathOf(task)}/release`, { ticket: task.ticket });
  }

  async reopen(task: TaskAddress): Promise<TaskAnswer> {
    return (await this.#send<{ task: TaskAnswer }>('POST', `${pathOf(task)}/reopen`, {})).task;
  }

  async recentAnswers(): Promise<RecentAnswer[]> {
    return (await this.#send<{ answers: RecentAnswer[] }>('GET', '/api/answers/recent')).answers;
  }

  statistics(): Promise<StatisticsAnswer> {
    return this.#send('GET', '/api/statistics');
  }

  async #send<Answer>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Answer> {
    const token = this.#tokenOf();
    const response = await fetch(path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    if (date) this.#serverAheadMs = date - Date.now();
    const text = await response.text();
    if (response.ok) return (text ? JSON.parse(text) : undefined) as Answer;
    const error = readError(text) ?? gatewayError(response.status);
    if (error.code === 'not-signed-in' && token === this.#tokenOf()) this.#onSignedOut();
    const retryAfter = Number(response.headers.get('retry-after')) || undefined;
    throw new RefusedError(error.code, error.message, response.status, retryAfter);
  }
}

/** The worker API's own error; undefined when somebody else has answered. */
function readError(text: string): ErrorAnswer['error'] | undefined {
  try {
    return (JSON.parse(text) as Partial<ErrorAnswer>).error;
  } catch {
    return undefined;
  }
}

const GATEWAY_CODES: Record<number, WorkerErrorCode> = { 413: 'too-large', 429: 'too-many-requests' };

/**
 * A gateway stands before the API on AWS; it has words of its own for what is too large, too much at once or not
 * reached.
 */
const gatewayError = (status: number): ErrorAnswer['error'] => ({
  code: GATEWAY_CODES[status] ?? 'internal',
  message: `the server answered ${status}`,
});

const pathOf = ({ jobReference, objectId }: TaskAddress) => `/api/jobs/${jobReference}/objects/${objectId}`;
