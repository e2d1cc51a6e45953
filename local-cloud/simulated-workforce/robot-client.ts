import type {
  JobAnswer,
  NextTaskAnswer,
  ReceiptAnswer,
  SessionAnswer,
  TaskAnswer,
} from '../../labeling-engine/contracts/worker-api.ts';

/** A refusal of the worker API. */
export class RobotRefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The worker API as a worker's page calls it. */
export class RobotClient {
  #portalUrl: string;
  #signal: AbortSignal;
  #token: string | undefined;

  constructor(portalUrl: string, signal: AbortSignal) {
    this.#portalUrl = portalUrl.replace(/\/+$/, '');
    this.#signal = signal;
  }

  async acceptInvitation(invitation: string, password: string): Promise<void> {
    const session = await this.#send<SessionAnswer>('POST', '/api/invitations/accept', { invitation, password });
    this.#token = session.token;
  }

  async jobs(waitSeconds: number): Promise<JobAnswer[]> {
    return (await this.#send<{ jobs: JobAnswer[] }>('GET', `/api/jobs?waitSeconds=${waitSeconds}`)).jobs;
  }

  next(jobReference: string, waitSeconds: number): Promise<NextTaskAnswer> {
    return this.#send('POST', `/api/jobs/${jobReference}/next`, { waitSeconds });
  }

  answer({ jobReference, objectId, ticket }: TaskAnswer, answer: Record<string, unknown>): Promise<ReceiptAnswer> {
    return this.#send('POST', `/api/jobs/${jobReference}/objects/${objectId}/answer`, { ticket, answer });
  }

  async decline({ jobReference, objectId, ticket }: TaskAnswer, reason: string): Promise<void> {
    await this.#send('POST', `/api/jobs/${jobReference}/objects/${objectId}/decline`, { ticket, reason });
  }

  async #send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#fetch(path, {
      method,
      signal: this.#signal,
      headers: {
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = (text ? JSON.parse(text) : {}) as Answer & { error?: { code: string; message: string } };
    if (!response.ok)
      throw new RobotRefusedError(
        response.status,
        parsed.error?.code ?? '',
        parsed.error?.message ?? response.statusText,
      );
    return parsed;
  }

  /** A kept connection may just have been closed by the server; every request of the API may be repeated. */
  async #fetch(path: string, request: RequestInit): Promise<Response> {
    const url = `${this.#portalUrl}${path}`;
    try {
      return await fetch(url, request);
    } catch (error) {
      if (this.#signal.aborted) throw error;
      return fetch(url, request);
    }
  }
}
