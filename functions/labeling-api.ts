import { LabelingApi } from '../labeling-engine/lambda/labeling-api.ts';
import { engineSurroundings } from '../labeling-engine/lambda/lambda-ports.ts';
import { startFunction } from '../shared/aws/lambda-functions.ts';
import { readConfig } from '../shared/config.ts';
import { type HttpEvent, type HttpResult, httpEventSchema } from '../shared/contracts/http-event.ts';
import { createHandler, type Invocation } from '../shared/handler/create-handler.ts';

let api: LabelingApi | undefined;

function openApi(invocation: Invocation): LabelingApi {
  const { SWEEP_FUNCTION_NAME } = readConfig('SWEEP_FUNCTION_NAME');
  return new LabelingApi({
    ...engineSurroundings(invocation, new URL('./render-thread.mjs', import.meta.url)),
    sweepSoon: (event) => startFunction(SWEEP_FUNCTION_NAME, event),
  });
}

/** The labeling engine's API, for those whom IAM lets invoke this function. Nothing public leads here. */
export async function labelingApi(event: HttpEvent, invocation: Invocation): Promise<HttpResult> {
  api ??= openApi(invocation);
  return api.answer(event);
}

export const handler = createHandler('labeling-api', httpEventSchema, labelingApi);
