import { engineSurroundings } from '../labeling-engine/lambda/lambda-ports.ts';
import { WorkerDesk } from '../labeling-engine/lambda/worker-desk.ts';
import { type HttpEvent, type HttpResult, httpEventSchema } from '../shared/contracts/http-event.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';

let desk: WorkerDesk | undefined;

/**
 * What the portal's pages ask for: signing in, tasks, answers. It is the only function of the engine that strangers
 * reach.
 */
export async function workerApi(event: HttpEvent, invocation: Invocation): Promise<HttpResult> {
  desk ??= new WorkerDesk(engineSurroundings(invocation, new URL('./render-thread.mjs', import.meta.url)));
  return desk.answer(event);
}

export const handler = createHandler('worker-api', httpEventSchema, workerApi);
