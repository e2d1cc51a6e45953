import type { FunctionUrlRequest, FunctionUrlResponse } from '../../shared/contracts/function-url.ts';
import { type LabelingEngine, openLabelingEngine } from '../engine.ts';
import { answerJsonCall } from './json-protocol.ts';
import { type LambdaSurroundings, lambdaPorts } from './lambda-ports.ts';

/** The labeling engine inside one Lambda function. */
export class LambdaEngine {
  #engine: LabelingEngine;
  #workerApi: ReturnType<LabelingEngine['workerApi']>;
  /** Of the request under way; a function takes one at a time. */
  #request: { domainName: string; sourceIp: string } = { domainName: '', sourceIp: '' };

  constructor(surroundings: LambdaSurroundings) {
    this.#engine = openLabelingEngine(lambdaPorts(surroundings));
    this.#workerApi = this.#engine.workerApi({
      allowedHosts: () => [this.#request.domainName],
      addressOf: () => this.#request.sourceIp,
    });
  }

  /** Carries every unfinished job as far as it goes now. */
  sweep(): Promise<void> {
    return this.#engine.sweep();
  }

  /**
   * Through the function's URL come workers and get the worker API; the labeling API is for those whom IAM lets invoke the function
   * itself, and never for the URL.
   */
  async answer(event: FunctionUrlRequest): Promise<FunctionUrlResponse> {
    const { domainName, http } = event.requestContext;
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
