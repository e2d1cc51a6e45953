import type { NextTaskAnswer, TaskAnswer } from '../../labeling-engine/contracts/worker-api.ts';
import type { LabelingEngine } from '../../labeling-engine/engine.ts';
import { HOST, TEAM_ARN } from './engine-in-memory.ts';

/** The worker API, wherever it runs. */
export interface Api {
  request(url: string, init: RequestInit): Response | Promise<Response>;
}

export const apiOf = (engine: LabelingEngine): Api =>
  engine.workerApi({ allowedHosts: () => [HOST], addressOf: () => 'somewhere' });

/** One request as a browser sends it; the body parsed. */
export async function ask(
  api: Api,
  method: string,
  path: string,
  options: { body?: unknown; token?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await api.request(`http://${HOST}${path}`, {
    method,
    headers: {
      host: HOST,
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...options.headers,
    },
    ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
}

/** A signed-in worker. */
export class Worker {
  api: Api;
  token: string;

  constructor(api: Api, token: string) {
    this.api = api;
    this.token = token;
  }

  static async join(engine: Pick<LabelingEngine, 'actions'>, api: Api, name: string): Promise<Worker> {
    const { Invitation } = await engine.actions.InviteWorker({ WorkerName: name, WorkteamArn: TEAM_ARN });
    const { body } = await ask(api, 'POST', '/api/invitations/accept', {
      body: { invitation: Invitation, password: 'correct horse' },
    });
    return new Worker(api, body.token as string);
  }

  ask(method: string, path: string, body?: unknown) {
    return ask(this.api, method, path, { token: this.token, ...(body !== undefined && { body }) });
  }

  async jobReference(): Promise<string> {
    const { body } = await this.ask('GET', '/api/jobs');
    return (body.jobs as Array<{ jobReference: string }>)[0]!.jobReference;
  }

  async next(reference?: string): Promise<NextTaskAnswer> {
    const job = reference ?? (await this.jobReference());
    return (await this.ask('POST', `/api/jobs/${job}/next`, {})).body as unknown as NextTaskAnswer;
  }

  send(task: TaskAnswer, action: string, body: Record<string, unknown> = {}) {
    const path = `/api/jobs/${task.jobReference}/objects/${task.objectId}/${action}`;
    return this.ask('POST', path, action === 'reopen' ? {} : { ticket: task.ticket, ...body });
  }

  answer(task: TaskAnswer, left = 10) {
    return this.send(task, 'answer', { answer: boxAnswer([{ label: 'robin', left, top: 10, width: 20, height: 30 }]) });
  }
}

export const boxAnswer = (boundingBoxes: unknown) => ({
  boundingBox: { boundingBoxes, inputImageProperties: { width: 640, height: 480 } },
});

/** Lets everything that is due happen; virtual time stands still. */
export async function settle(turns = 40): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
