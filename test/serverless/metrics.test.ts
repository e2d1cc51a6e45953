import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readStack } from '../../local-cloud/template/stack.ts';
import { variantNameOf } from '../../shared/domain/project/names.ts';
import * as measuring from '../../shared/handler/measures.ts';

const root = resolve(import.meta.dirname, '../..');
const stack = readStack(root, { alarmEmail: 'ops@example.com' });
const propertiesOf = (type: string) =>
  Object.values(stack)
    .filter((resource) => resource.Type === type)
    .map(({ Properties }) => Properties as Record<string, unknown>);

/** Names of our own metrics, wherever they stand in a document. */
function ownNames(value: unknown): string[] {
  if (Array.isArray(value)) {
    const own = value[0] === 'labelloop' ? [String(value[1])] : [];
    return [...own, ...value.flatMap(ownNames)];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { Namespace, MetricName } = value as { Namespace?: unknown; MetricName?: unknown };
  const own = Namespace === 'labelloop' ? [String(MetricName)] : [];
  return [...own, ...Object.values(value).flatMap(ownNames)];
}

function dashboard() {
  const [{ DashboardBody }] = propertiesOf('AWS::CloudWatch::Dashboard') as [{ DashboardBody: unknown }];
  const text = (DashboardBody as { 'Fn::Sub': string })['Fn::Sub'];
  return JSON.parse(text.replaceAll(/\$\{[^}]+\}/g, 'x')) as {
    widgets: Array<{ y: number; height: number; properties: { title: string; metrics: unknown } }>;
  };
}

/** What the functions really say: each measure on results of every kind, and what is counted on the way. */
function emitted(): Set<string> {
  const results = [
    ...['accepted', 'duplicate', 'quarantined', 'superseded'].map(measuring.measureIngested),
    measuring.measureStarted({ labelingJobName: 'j', usd: 1 }),
    measuring.measureLabeling({
      ...{ status: 'InProgress', settled: false, usable: false, totalLabeled: 1, unlabeled: 2, reason: '' },
      ageSeconds: 60,
    }),
    measuring.measureMerged({
      ...{ datasetVersion: 1, newLabels: 3, requeued: 1, needsAttention: 0, train: 2, validation: 1 },
    }),
    measuring.measureClaimed({ decision: 'train', reason: '', fence: 1, datasetVersion: 1, usd: 2 }),
    measuring.measureGate({ decision: 'deploy' }),
    measuring.measureGate({ decision: 'keep' }),
    measuring.measurePromoted(),
    measuring.measureDrift({
      ...{ version: 1, modelName: 'm', at: '', days: 7, images: 0, validation: 0, measures: null },
    }),
  ];
  const counted = readFileSync(resolve(root, 'shared/pipeline/consolidate-annotations.ts'), 'utf8').matchAll(
    /metrics\?\.count\(project, \{ (\w+):/g,
  );
  return new Set([...results.flatMap((measures) => Object.keys(measures)), ...[...counted].map(([, name]) => name!)]);
}

describe('the metrics on AWS', () => {
  it('of alarms and dashboard are all emitted by a function, and what is emitted is looked at', () => {
    const watched = [...ownNames(propertiesOf('AWS::CloudWatch::Alarm')), ...ownNames(dashboard())];
    expect(watched).toContain('LabelingJobAge');
    expect(new Set(watched)).toEqual(emitted());
    expect(emitted()).toEqual(new Set(Object.keys(measuring.METRICS)));
  });

  it('are measured by a function each: no measure stands in the code alone', () => {
    const functions = readdirSync(resolve(root, 'functions')).map((file) =>
      readFileSync(resolve(root, 'functions', file), 'utf8'),
    );
    const measures = Object.keys(measuring).filter((name) => name.startsWith('measure') && name !== 'measureIngested');
    expect(measures.filter((name) => !functions.some((text) => new RegExp(`${name}[,(]`).test(text)))).toEqual([]);
  });

  it('are told by alarms to one topic, each with a sentence', () => {
    const alarms = propertiesOf('AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThanOrEqual(9);
    for (const { AlarmActions, AlarmDescription } of alarms) {
      const own = [{ Ref: 'Alarms' }];
      // Those that bring a model back stand without anybody to tell, too.
      expect([own, { 'Fn::If': ['HasAlarmEmail', own, []] }]).toContainEqual(AlarmActions);
      expect(AlarmDescription).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("watch this stage's endpoints and no other's, by the name of their variants", () => {
    const queries = propertiesOf('AWS::CloudWatch::Alarm').flatMap(({ Metrics = [] }) =>
      (Metrics as Array<{ Expression?: string }>).flatMap(({ Expression = '' }) =>
        Expression.startsWith('SELECT') ? [Expression] : [],
      ),
    );
    expect(queries).toHaveLength(2);
    for (const query of queries) expect(query).toMatch(/ WHERE VariantName = '([^']+)'$/);
    expect(new Set(queries.map((query) => /'([^']+)'$/.exec(query)![1]))).toEqual(
      new Set([variantNameOf('labelloop-dev')]),
    );
  });

  it('fit one screen: the dashboard ends after fifteen rows of CloudWatch', () => {
    const { widgets } = dashboard();
    expect(Math.max(...widgets.map(({ y, height }) => y + height))).toBeLessThanOrEqual(15);
    expect(new Set(widgets.map(({ properties }) => properties.title)).size).toBe(widgets.length);
  });
});
