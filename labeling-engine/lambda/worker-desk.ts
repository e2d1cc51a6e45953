import type { HttpEvent, HttpResult } from '../../shared/contracts/http-event.ts';
import { createWorkerApi } from '../worker-api/worker-api.ts';
import type { LambdaSurroundings } from './lambda-ports.ts';
import { openInLambda } from './open-in-lambda.ts';

/** The worker API behind an HTTP API. It takes one request at a time, as a function does. */
export class WorkerDesk {
  readonly #api: ReturnType<typeof createWorkerApi>;
  #request = { domainName: '', sourceIp: '', now: 0 };

  constructor(surroundings: LambdaSurroundings) {
    const engine = openInLambda(surroundings, () => this.#request.now);
    this.#api = createWorkerApi(engine, {
      allowedHosts: () => [this.#request.domainName],
      addressOf: () => this.#request.sourceIp,
    });
  }

  async answer({ requestContext, headers, rawPath, rawQueryString, ...event }: HttpEvent): Promise<HttpResult> {
    const { domainName = '', http, timeEpoch } = requestContext;
    this.#request = { domainName, sourceIp: http.sourceIp, now: timeEpoch };
    const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
    const query = rawQueryString ? `?${rawQueryString}` : '';
    const response = await this.#api.request(`https://${domainName}${rawPath}${query}`, {
      method: http.method,
      headers: { ...headers, host: domainName },
      ...(body.length > 0 && { body }),
    });
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
      isBase64Encoded: false,
    };
  }
}
