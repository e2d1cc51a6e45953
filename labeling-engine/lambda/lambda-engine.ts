import * as z from 'zod/mini';
import type { HttpEvent, HttpResult } from '../../shared/contracts/http-event.ts';
import { type LabelingEngine, openLabelingEngine } from '../engine.ts';
import { answerJsonCall } from './json-protocol.ts';
import { type LambdaSurroundings, lambdaPorts } from './lambda-ports.ts';

/** By schedule, and sent by the function itself for a job that has just been created or stopped. `time` is ISO 8601. */
export const sweepEventSchema = z.object({
  'detail-type': z.enum(['Scheduled Event', 'Labeling Job Changed']),
  time: z.string(),
});
export type SweepEvent = z.infer<typeof sweepEventSchema>;

/** Actions after which a job has something to do at once. */
const SETS_TO_WORK = ['CreateLabelingJob', 'StopLabelingJob'];

/** The labeling engine inside one Lambda function. */
export class LambdaEngine {
  #engine: LabelingEngine;
  #workerApi: ReturnType<LabelingEngine['workerApi']>;
  #surroundings: LambdaSurroundings;
  /** Of the invocation under way; a function takes one at a time. */
  #now = 0;
  #request: { domainName: string; sourceIp: string } = { domainName: '', sourceIp: '' };

  constructor(surroundings: LambdaSurroundings) {
    this.#surroundings = surroundings;
    this.#engine = openLabelingEngine(lambdaPorts(surroundings, () => this.#now));
    this.#workerApi = this.#engine.workerApi({
      allowedHosts: () => [this.#request.domainName],
      addressOf: () => this.#request.sourceIp,
    });
  }

  /** Carries every job that is due as far as it goes now. A sweep never asks for another one. */
  sweep({ time }: SweepEvent): Promise<void> {
    this.#now = Date.parse(time);
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
      const target = header('x-amz-target');
      const { status, ...answer } = await answerJsonCall(this.#engine.actions, target, body.toString('utf8'));
      if (SETS_TO_WORK.some((action) => target.endsWith(`.${action}`))) await this.#sweepSoon();
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

  /** The caller does not wait for the work, nor need it succeed: what is due is done by the next scheduled sweep at the latest. */
  async #sweepSoon(): Promise<void> {
    const { sweepSoon, log } = this.#surroundings;
    const event: SweepEvent = { 'detail-type': 'Labeling Job Changed', time: new Date(this.#now).toISOString() };
    await sweepSoon(event).catch((error: Error) => log('the job waits for the next sweep', { error: error.message }));
  }
}
