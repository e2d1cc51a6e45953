import type { Clock } from '../../clock.ts';
import type { Structure } from '../../template/cloudformation-yaml.ts';
import { Intrinsics } from '../../template/intrinsics.ts';
import type { Stack } from '../../template/stack.ts';

/** A CloudWatch alarm of the template on what endpoints measure. */
export interface EndpointAlarm {
  name: string;
  /** The metric's name in the namespace AWS/SageMaker. */
  metric: 'Invocation5XXErrors' | 'ModelLatency';
  statistic: 'SUM' | 'MAX';
  /** Seconds. */
  period: number;
  /** Periods in a row that must be above the threshold. */
  periods: number;
  threshold: number;
}

/** What one request to an endpoint measured. */
export interface Measured {
  isServerError: boolean;
  /** That the model took. */
  microseconds: number;
}

const QUERY = /^SELECT (SUM|MAX)\((Invocation5XXErrors|ModelLatency)\) FROM SCHEMA\("AWS\/SageMaker"/;

/** Those alarms of the template that the laptop can raise: it measures what its endpoints answer, and nothing else. */
export function endpointAlarms(stack: Stack): EndpointAlarm[] {
  const intrinsics = new Intrinsics(stack);
  return Object.values(stack).flatMap(({ Type, Properties }): EndpointAlarm[] => {
    if (Type !== 'AWS::CloudWatch::Alarm' || !Array.isArray(Properties.Metrics)) return [];
    const [query, ...others] = Properties.Metrics as Structure[];
    const [, statistic, metric] = QUERY.exec(String(query?.Expression)) ?? [];
    if (others.length > 0 || !statistic || Properties.ComparisonOperator !== 'GreaterThanThreshold') return [];
    return [
      {
        ...{ name: intrinsics.resolveText(Properties.AlarmName), metric: metric as EndpointAlarm['metric'] },
        ...{ statistic: statistic as EndpointAlarm['statistic'], period: Number(query!.Period) },
        ...{ periods: Number(Properties.EvaluationPeriods), threshold: Number(Properties.Threshold) },
      },
    ];
  });
}

/** Watches one endpoint while its requests move to a new model. */
export class AlarmWatch {
  readonly #clock: Clock;
  readonly #alarms: readonly EndpointAlarm[];
  /** By alarm: the value of each period, by its number since 1970. */
  readonly #values = new Map<string, Map<number, number>>();

  constructor(clock: Clock, alarms: readonly EndpointAlarm[]) {
    this.#clock = clock;
    this.#alarms = alarms;
  }

  /** @returns the alarm that this request raises; undefined when none */
  measure(measured: Measured): EndpointAlarm | undefined {
    return this.#alarms.find((alarm) => this.#add(alarm, measured));
  }

  #add(alarm: EndpointAlarm, { isServerError, microseconds }: Measured): boolean {
    const value = alarm.metric === 'ModelLatency' ? microseconds : Number(isServerError);
    const period = Math.floor(this.#clock.now() / (alarm.period * 1000));
    const values = this.#values.get(alarm.name) ?? new Map<number, number>();
    this.#values.set(alarm.name, values);
    const before = values.get(period) ?? 0;
    values.set(period, alarm.statistic === 'SUM' ? before + value : Math.max(before, value));
    return Array.from({ length: alarm.periods }, (_, back) => values.get(period - back)).every(
      (sum) => sum !== undefined && sum > alarm.threshold,
    );
  }
}
