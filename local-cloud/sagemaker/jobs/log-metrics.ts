import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MetricDefinition } from '@aws-sdk/client-sagemaker';

/** How long the expressions may look at one piece of output. */
const LOOK_MS = 2_000;
/** SageMaker reads metrics from lines; one without end is cut. */
const LONGEST_LINE = 64 * 1024;
const MOST_WAITING_LINES = 20_000;

/** @throws SyntaxError for a regular expression that is none */
export function checkMetricDefinitions(definitions: readonly MetricDefinition[]): void {
  for (const { Regex } of definitions) new RegExp(Regex!);
}

/** Scrapes a job's output for its metrics; the last value of each counts. */
export class MetricScraper {
  readonly #definitions: Array<{ name: string; regex: string }>;
  readonly #values = new Map<string, { value: number; time: number }>();
  readonly #onGiveUp: (why: string) => void;
  readonly #onNews: () => void;
  #thread: Worker | undefined;
  #waiting: string[] = [];
  /** The look under way. */
  #look: Promise<void> | undefined;
  #rest = '';
  #time = 0;
  #hasGivenUp = false;

  /**
   * @param onGiveUp told once when an expression takes too long: from then on no metric is read
   * @param onNews told when there are newer values
   */
  constructor(
    definitions: readonly MetricDefinition[],
    onGiveUp: (why: string) => void,
    onNews: () => void = () => {},
  ) {
    this.#definitions = definitions.map(({ Name, Regex }) => ({ name: Name!, regex: Regex! }));
    this.#onGiveUp = onGiveUp;
    this.#onNews = onNews;
  }

  /** @param time ms since 1970 */
  read(chunk: Buffer, time: number): void {
    if (this.#definitions.length === 0 || this.#hasGivenUp) return;
    const lines = (this.#rest + chunk.toString('utf8')).split('\n');
    this.#rest = lines.pop()!.slice(0, LONGEST_LINE);
    this.#waiting = [...this.#waiting, ...lines.map((line) => line.slice(0, LONGEST_LINE))].slice(-MOST_WAITING_LINES);
    this.#time = time;
    // A look at nothing would be over before it is remembered, and no other would follow.
    if (this.#waiting.length > 0) this.#look ??= this.#lookAtAll();
  }

  /** Reads what is left and ends the thread. */
  async close(): Promise<void> {
    await this.#look;
    await this.#thread?.terminate();
  }

  /** DescribeTrainingJob's FinalMetricDataList: the last value of each metric so far. */
  last() {
    return [...this.#values].map(([MetricName, { value, time }]) => ({
      MetricName,
      Value: value,
      Timestamp: new Date(time),
    }));
  }

  async #lookAtAll(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#hasGivenUp) {
      const lines = this.#waiting;
      this.#waiting = [];
      await this.#lookAt(lines, this.#time);
    }
    this.#look = undefined;
  }

  /** The thread that looks; its own start does not count as a look. */
  async #startThread(): Promise<Worker> {
    const thread = new Worker(new URL('./metric-thread.ts', import.meta.url), {
      env: {},
      workerData: { definitions: this.#definitions },
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    await once(thread, 'online');
    return thread;
  }

  async #lookAt(lines: string[], time: number): Promise<void> {
    try {
      this.#thread ??= await this.#startThread();
    } catch (error) {
      this.#hasGivenUp = true;
      this.#waiting = [];
      return this.#onGiveUp(`nothing could read them: ${(error as Error).message}`);
    }
    const thread = this.#thread;
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        thread.off('message', onFound).off('error', onError);
        resolve();
      };
      const giveUp = (why: string) => {
        this.#hasGivenUp = true;
        this.#waiting = [];
        thread.on('error', () => {});
        void thread.terminate();
        this.#onGiveUp(why);
        end();
      };
      const onFound = (found: Array<{ name: string; value: number }>) => {
        for (const { name, value } of found) this.#values.set(name, { value, time });
        end();
        if (found.length > 0) this.#onNews();
      };
      const onError = (error: Error) => giveUp(`its MetricDefinitions failed: ${error.message}`);
      const timer = setTimeout(
        () => giveUp(`its MetricDefinitions took more than ${LOOK_MS / 1000} s on ${lines.length} lines of output`),
        LOOK_MS,
      );
      thread.on('message', onFound).on('error', onError);
      thread.postMessage(lines);
    });
  }
}
