import { METRICS, type Measures, type MetricName } from './measures.ts';

export const METRICS_NAMESPACE = 'labelloop';

export interface Metrics {
  /** Adds to a project's figures of this invocation. */
  count(project: string, measures: Measures): void;
}

/**
 * CloudWatch's embedded metric format: one JSON line a project on standard output, of which CloudWatch Logs makes
 * metrics. Alarms look at a stage, the dashboard at a project: each figure is kept by both.
 * @param stage missing or empty: nothing is emitted
 * @param write gets each line
 */
export function openMetrics(stage: string | undefined, now: () => number, write: (line: string) => void) {
  const byProject = new Map<string, Map<MetricName, number>>();
  return {
    count(project: string, measures: Measures) {
      const figures = byProject.get(project) ?? new Map<MetricName, number>();
      for (const [name, value] of Object.entries(measures) as Array<[MetricName, number]>)
        figures.set(name, (figures.get(name) ?? 0) + value);
      byProject.set(project, figures);
    },
    /** Writes what was counted. */
    flush() {
      if (!stage) return;
      for (const [project, figures] of byProject) {
        if (figures.size === 0) continue;
        const metrics = [...figures.keys()].map((name) => ({ Name: name, Unit: METRICS[name] }));
        const dimensions = [['Stage'], ['Stage', 'Project']];
        const definition = { Namespace: METRICS_NAMESPACE, Dimensions: dimensions, Metrics: metrics };
        const head = { _aws: { Timestamp: now(), CloudWatchMetrics: [definition] }, Stage: stage, Project: project };
        write(`${JSON.stringify({ ...head, ...Object.fromEntries(figures) })}\n`);
      }
      byProject.clear();
    },
  };
}
