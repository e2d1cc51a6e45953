import type { HttpEvent, HttpResult } from '../../shared/contracts/http-event.ts';
import { bindLabelingActions } from '../actions.ts';
import { answerJsonCall } from './answer-json-call.ts';
import type { SweepEvent } from './job-sweeper.ts';
import type { LambdaSurroundings } from './lambda-ports.ts';
import { openInLambda } from './open-in-lambda.ts';

/** Actions after which a job has something to do at once. */
const SETS_TO_WORK = ['CreateLabelingJob', 'StopLabelingJob'];

/** The labeling API for those whom IAM lets invoke its function; it takes one request at a time. */
export class LabelingApi {
  readonly #actions: ReturnType<typeof bindLabelingActions>;
  readonly #surroundings: LabelingApiSurroundings;
  #now = 0;

  constructor(surroundings: LabelingApiSurroundings) {
    this.#surroundings = surroundings;
    this.#actions = bindLabelingActions(openInLambda(surroundings, () => this.#now));
  }

  async answer({ requestContext, headers, ...event }: HttpEvent): Promise<HttpResult> {
    // AWS itself names the domain of what came in through an HTTP API.
    if (requestContext.domainName !== undefined) return { statusCode: 404 };
    this.#now = requestContext.timeEpoch;
    const body = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8').toString('utf8');
    const target = Object.entries(headers).find(([name]) => name.toLowerCase() === 'x-amz-target')?.[1] ?? '';
    const { status, ...answer } = await answerJsonCall(this.#actions, target, body);
    if (SETS_TO_WORK.some((action) => target.endsWith(`.${action}`))) await this.#sweepSoon();
    return { statusCode: status, ...answer };
  }

  /**
   * The caller does not wait for the work, nor need it succeed: what is due is done by the next scheduled sweep at the
   * latest.
   */
  async #sweepSoon(): Promise<void> {
    const { sweepSoon, log } = this.#surroundings;
    const event: SweepEvent = { 'detail-type': 'Labeling Job Changed', time: new Date(this.#now).toISOString() };
    await sweepSoon(event).catch((error: Error) => log('the job waits for the next sweep', { error: error.message }));
  }
}

export interface LabelingApiSurroundings extends LambdaSurroundings {
  /** Lets the sweeping function run. */
  sweepSoon(event: SweepEvent): Promise<void>;
}
