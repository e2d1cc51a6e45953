import type { HttpEvent, HttpResult } from '../../shared/contracts/http-event.ts';
import { type LabelingEngine, openLabelingEngine } from '../engine.ts';
import { answerJsonCall } from './json-protocol.ts';
import { type LambdaSurroundings, lambdaPorts } from './lambda-ports.ts';

/** The labeling engine inside one Lambda function. */
export class LambdaEngine {
  #engine: LabelingEngine;
  #workerApi: ReturnType<LabelingEngine['workerApi']>;
  /** Of the invocation under way; a function takes one at a time. */
  #now = 0;
  #request: { domainName: string; sourceIp: string } = { domainName: '', sourceIp: '' };

  constructor(surroundings: LambdaSurroundings) {
    this.#engine = openLabelingEngine(lambdaPorts(surroundings, () => this.#now));
    this.#workerApi = this.#engine.workerApi({
      allowedHosts: () => [this.#request.domainName],
      addressOf: () => this.#request.sourceIp,
    });
  }

  /** Carries every unfinished job as far as it goes now. @param now milliseconds since 1970 */
  sweep(now: number): Promise<void> {
    this.#now = now;
    return this.#engine.sweep();
  }

  /**
   * Through the HTTP API come workers and get the worker API; the labeling API is for those whom IAM lets invoke the function itself,
   * and never for the HTTP API.
   */
  async answer(event: HttpEvent): Promise<HttpResult> {
    const { domainName, http, timeEpoch } = event.requestContext;
    this.#now = timeEpoch;
    const body = event.isBase64Encoded ? Buffer.from(event.body, 'base64') : Buffer.from(event.body, 'utf8');
    const header = (name: string) =>
      Object.entries(event.headers).find(([own]) => own.toLowerCase() === name)?.[1] ?? '';
    if (domainName === undefined) {
      const { status, ...answer } = await answerJsonCall(
        this.#engine.actions,
        header('x-amz-target'),
        body.toString('utf8'),
      );
      return { statusCode: status, ...answer };
    }
    this.#request = { domainName, sourceIp: http.sourceIp };
    const query = event.rawQueryString ? `?${event.rawQueryString}` : '';
    const response = await this.#workerApi.request(`https://${domainName}${event.rawPath}${query}`, {
      method: http.method,
      headers: { ...event.headers, host: domainName },
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
