import type { HttpEvent, HttpResult } from '../../shared/contracts/http-event.ts';
import { bindLabelingActions } from '../actions.ts';
import { answerRestCall, HUMAN_LOOPS_PATH, humanLoopActionOf } from '../human-loops/rest-calls.ts';
import { answerJsonCall } from './answer-json-call.ts';
import type { SweepEvent } from './job-sweeper.ts';
import type { LambdaSurroundings } from './lambda-ports.ts';
import { openInLambda } from './open-in-lambda.ts';

/** Actions after which a job has something to do at once. */
const SETS_TO_WORK = ['CreateLabelingJob', 'StopLabelingJob', 'StartHumanLoop', 'StopHumanLoop'];

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
    const { status, name, ...answer } = event.rawPath.startsWith(HUMAN_LOOPS_PATH)
      ? await this.#answerRest({ ...event, body, method: requestContext.http.method })
      : await this.#answerJson(headers, body);
    if (SETS_TO_WORK.includes(name)) await this.#sweepSoon();
    return { statusCode: status, ...answer };
  }

  async #answerJson(headers: HttpEvent['headers'], body: string) {
    const target = Object.entries(headers).find(([header]) => header.toLowerCase() === 'x-amz-target')?.[1] ?? '';
    return { name: target.split('.').at(-1)!, ...(await answerJsonCall(this.#actions, target, body)) };
  }

  /** Augmented AI's runtime tells the action by method and path. */
  async #answerRest({ rawPath: path, rawQueryString, body, method }: RestEvent) {
    const request = { method, path, query: new URLSearchParams(rawQueryString), body };
    return { name: humanLoopActionOf(request) ?? '', ...(await answerRestCall(this.#actions, request)) };
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

type RestEvent = Pick<HttpEvent, 'rawPath' | 'rawQueryString' | 'body'> & { method: string };

export interface LabelingApiSurroundings extends LambdaSurroundings {
  /** Lets the sweeping function run. */
  sweepSoon(event: SweepEvent): Promise<void>;
}
