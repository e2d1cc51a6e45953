import type { MetricDefinition } from '@aws-sdk/client-sagemaker';

/** Scrapes a job's output for its metrics; the last value of each counts. */
export class MetricScraper {
  readonly #definitions: { name: string; pattern: RegExp }[];
  readonly #values = new Map<string, { value: number; time: number }>();
  #rest = '';

  /** @throws SyntaxError for a regular expression that is none */
  constructor(definitions: readonly MetricDefinition[]) {
    this.#definitions = definitions.map(({ Name, Regex }) => ({ name: Name!, pattern: new RegExp(Regex!) }));
  }

  /** @param time ms since 1970 */
  read(chunk: Buffer, time: number): void {
    const lines = (this.#rest + chunk.toString('utf8')).split('\n');
    this.#rest = lines.pop()!;
    for (const line of lines) {
      for (const { name, pattern } of this.#definitions) {
        const value = Number.parseFloat(pattern.exec(line)?.[1] ?? '');
        if (Number.isFinite(value)) this.#values.set(name, { value, time });
      }
    }
  }

  /** DescribeTrainingJob's FinalMetricDataList. */
  get final() {
    return [...this.#values].map(([MetricName, { value, time }]) => ({
      MetricName,
      Value: value,
      Timestamp: new Date(time),
    }));
  }
}
